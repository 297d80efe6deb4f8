package dev.dsnissuer.callers;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import javax.crypto.Mac;
import javax.crypto.SecretKey;

import dev.dsnissuer.secrets.CallerSettings;
import dev.dsnissuer.secrets.Source;
import io.quarkus.runtime.configuration.ConfigurationException;

/** The callers of one moment, each found by any of its credentials, and every credential of one caller only. */
final class KnownCallers {

    private record Held<T>(T credential, Caller caller) {
    }

    private final Set<String> issuers;
    private final Set<String> names;
    /** The caller of each credential, by what tells one credential from all others. */
    private final Map<Object, String> owners;
    private final List<Held<byte[]>> tokenHashes;
    private final List<Held<SecretKey>> webhookSecrets;
    private final List<Held<SubjectPattern>> subjects;

    /** @param issuers the names of the JWT issuers that there are */
    KnownCallers(Set<String> issuers) {
        this.issuers = issuers;
        names = new HashSet<>();
        owners = new HashMap<>();
        tokenHashes = new ArrayList<>();
        webhookSecrets = new ArrayList<>();
        subjects = new ArrayList<>();
    }

    private KnownCallers(KnownCallers others) {
        issuers = others.issuers;
        names = new HashSet<>(others.names);
        owners = new HashMap<>(others.owners);
        tokenHashes = new ArrayList<>(others.tokenHashes);
        webhookSecrets = new ArrayList<>(others.webhookSecrets);
        subjects = new ArrayList<>(others.subjects);
    }

    /**
     * These callers and some more.
     *
     * @throws ConfigurationException naming the key or the member, never the value, that is wrong
     */
    KnownCallers with(Source source, Map<String, CallerSettings> callers) {
        KnownCallers all = new KnownCallers(this);
        callers.forEach((name, settings) -> all.add(new CallerRules(source, name, settings, issuers)));
        return all;
    }

    private void add(CallerRules rules) {
        Caller caller = rules.caller();
        if (!names.add(rules.name())) {
            throw new ConfigurationException(rules.source().caller(rules.name()) + " has a name that is taken");
        }
        add(rules, caller, "token-sha256", rules.tokenHashes(), tokenHashes, HexFormat.of()::formatHex);
        add(rules, caller, "webhook-secrets", rules.webhookSecrets(), webhookSecrets, secret -> secret);
        add(rules, caller, "jwt-subjects", rules.subjects(), subjects,
                subject -> List.of(subject.issuer(), subject.text()));
    }

    private <T> void add(CallerRules rules, Caller caller, String key, List<T> credentials, List<Held<T>> held,
            Function<T, Object> identity) {
        for (T credential : credentials) {
            String owner = owners.putIfAbsent(identity.apply(credential), caller.getName());
            if (owner != null && !owner.equals(caller.getName())) {
                throw new ConfigurationException(
                        rules.source().value(caller.getName(), key, credentials.indexOf(credential))
                                + " is another caller's too: it must belong to one");
            }
            held.add(new Held<>(credential, caller));
        }
    }

    /** Compares with every hash, each in constant time, so that the time it takes tells nothing about any of them. */
    Optional<Caller> byToken(String token) {
        byte[] hash = sha256(token);
        Caller found = null;
        for (Held<byte[]> candidate : tokenHashes) {
            if (MessageDigest.isEqual(candidate.credential, hash)) {
                found = candidate.caller;
            }
        }
        return Optional.ofNullable(found);
    }

    /**
     * Tries every secret of every caller with every signature, so that the time it takes tells nothing about which one fits.
     *
     * @param signed what was signed
     * @param signatures in Base64, of which one must fit
     */
    Optional<Caller> bySignature(byte[] signed, List<byte[]> signatures) {
        Mac mac = WebhookSignatures.mac();
        Caller found = null;
        for (Held<SecretKey> candidate : webhookSecrets) {
            byte[] expected = WebhookSignatures.sign(mac, candidate.credential, signed);
            for (byte[] signature : signatures) {
                if (MessageDigest.isEqual(expected, signature)) {
                    found = candidate.caller;
                }
            }
        }
        return Optional.ofNullable(found);
    }

    /**
     * The callers whose subjects a verified JWT names: only where it is one, the JWT is that caller's credential.
     *
     * @param issuer the name of the JWT's issuer
     */
    List<Caller> bySubject(String issuer, String subject) {
        return subjects.stream().filter(candidate -> candidate.credential.matches(issuer, subject))
                .map(Held::caller).distinct().toList();
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
