package dev.dsnissuer.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Collects the lines of the audit log until it is closed. */
public final class AuditLines implements AutoCloseable {

    private static final Logger AUDIT = Logger.getLogger("audit");

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
        AUDIT.addHandler(handler);
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
        AUDIT.removeHandler(handler);
    }
}
