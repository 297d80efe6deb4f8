package dev.dsnissuer.bench;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import dev.dsnissuer.standin.Answer;
import dev.dsnissuer.standin.Call;
import dev.dsnissuer.standin.Fault;
import dev.dsnissuer.standin.Faults;
import dev.dsnissuer.standin.StandIn;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

/** Sentry: the stand-in behind a front that speaks TLS. It knows which calls it has not answered. */
final class SoakSentry implements Fault {

    /** In one kind of trouble, some calls meet a fault. */
    private static final int CALLS_OF_ONE_FAULT = 3;
    private static final Fault SILENCE = (request, call, sentry) -> {
    };

    final StandIn standIn = StandIn.start(SoakFront.freePort(), "");
    final SoakFront front = new SoakFront(standIn.url().getPort());
    final SoakTrouble trouble = new SoakTrouble("Sentry");
    private final Map<HttpServerRequest, String> unanswered = new ConcurrentHashMap<>();
    private final Random random;
    private volatile Fault fault = Fault.NONE;

    SoakSentry(Random random) {
        this.random = random;
        standIn.inject(this);
    }

    /** Runs on the stand-in's only event loop. */
    @Override
    public void strike(HttpServerRequest request, Call call, Supplier<Answer> sentry) {
        unanswered.put(request, "%s %s, since second %.1f".formatted(call.method(), call.path(), SoakLog.seconds()));
        request.response().endHandler(ended -> unanswered.remove(request));
        request.response().closeHandler(closed -> unanswered.remove(request));
        fault.strike(request, call, sentry);
    }

    /** What is known of calls and connections that are open, for finding out who is waiting for whom. */
    List<String> state() {
        return List.of("Calls that Sentry has not answered: " + unanswered.values(),
                "Connections to Sentry: " + front.connections());
    }

    /** Gets into one kind of trouble, and out of it. The function must bear each, and need not issue meanwhile. */
    void getIntoTrouble() throws InterruptedException {
        switch (random.nextInt(8)) {
            case 0 -> trouble("is closed", front::close, front::open);
            case 1 -> trouble("is closed behind its front", standIn::refuse, standIn::accept);
            case 2 -> trouble("answers nothing", () -> fault = SILENCE, () -> fault = Fault.NONE);
            case 3 -> trouble("accepts connections and is mute", () -> front.mute(true), () -> front.mute(false));
            case 4 -> trouble("loses its connections", front::loseConnections, () -> {
            });
            case 5 -> {
                long late = 500 + random.nextInt(6000);
                trouble("answers after %d ms".formatted(late), () -> fault = late(late), () -> fault = Fault.NONE);
            }
            case 6 -> trouble("closes and opens again and again", () -> {
                front.close();
                front.open();
            }, () -> {
                front.close();
                front.open();
            });
            default -> {
                Faults one = Faults.values()[random.nextInt(Faults.values().length)];
                trouble("answers some calls with " + one, () -> fault = sometimes(one), () -> fault = Fault.NONE);
            }
        }
    }

    private void trouble(String what, Runnable begin, Runnable end) throws InterruptedException {
        trouble.last(what, 1000 + random.nextInt(24_000), begin, end);
    }

    private static Fault late(long millis) {
        return (request, call, sentry) -> Vertx.currentContext().owner().setTimer(millis,
                timer -> sentry.get().sendTo(request.response()));
    }

    private static Fault sometimes(Fault fault) {
        Random chance = new Random();
        return (request, call, sentry) -> (chance.nextInt(CALLS_OF_ONE_FAULT) == 0 ? fault : Fault.NONE).strike(request, call,
                sentry);
    }
}
