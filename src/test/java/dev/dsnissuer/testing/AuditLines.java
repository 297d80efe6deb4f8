package dev.dsnissuer.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Collects the lines of the audit log, or of another logger, until it is closed. */
public final class AuditLines implements AutoCloseable {

    private final Logger logger;
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            records.add(record);
        }

        @Override
        public void flush() {
            // Every record is in the list at once.
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    };

    public AuditLines() {
        this("audit");
    }

    public AuditLines(String name) {
        logger = Logger.getLogger(name);
        logger.addHandler(handler);
    }

    public List<LogRecord> records() {
        return records;
    }

    public List<JsonNode> read() {
        return records.stream().map(AuditLines::parse).toList();
    }

    private static JsonNode parse(LogRecord record) {
        try {
            return new ObjectMapper().readTree(record.getMessage());
        } catch (JsonProcessingException e) {
            throw new AssertionError(record.getMessage(), e);
        }
    }

    @Override
    public void close() {
        logger.removeHandler(handler);
    }
}
