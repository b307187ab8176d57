// SPDX-License-Identifier: PostgreSQL

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The lease contract of bellows (docs/gate.md) for JDBC (org.postgresql). It has a connection of its own, none of the pool's:
 * a pool that is full must not end the lease. One thread talks to the server, another one watches the clock of
 * {@link System#nanoTime()}, which never goes back.
 *
 * <p>{@link #start()} before the first query, {@link #guard()} before each piece of work, {@link #close()} at the end.
 */
public final class BellowsLease implements AutoCloseable {
    /** The exit code of a process whose version is over: the same as that of "bellows gate admit". */
    public static final int EXIT_FENCED = 7;

    private static final String FENCED = "XV001", TWIN = "XV002", UNKNOWN = "XV003", EARLY = "XV004";

    /** The database must not be used now. */
    public static final class LeaseLost extends IllegalStateException {
        LeaseLost(String message) { super(message); }
    }

    /** This version must not run any more. */
    public static final class Fenced extends SQLException {
        Fenced(SQLException e) { super(e.getMessage(), FENCED, e); }
    }

    /** An instance of this name is alive. */
    public static final class Twin extends SQLException {
        Twin(SQLException e, String instance) {
            super(e.getMessage() + "\nEach instance needs a name of its own: " + instance + " is taken.", TWIN, e);
        }
    }

    private final String url, app, version, instance;
    private final Properties properties = new Properties();
    private final long ttl, margin;
    private final ScheduledExecutorService talker = daemon("bellows lease"), watcher = daemon("bellows lease clock");
    private long patience = TimeUnit.MINUTES.toNanos(10);
    private Runnable onLost = () -> { }, onResumed = () -> { };
    private Runnable onFenced = () -> Runtime.getRuntime().halt(EXIT_FENCED);
    private Consumer<String> log = line -> System.getLogger("bellows").log(System.Logger.Level.WARNING, line);

    private Connection connection;
    private boolean isStarted, isOver;
    private volatile String incarnation;
    private boolean isLost = true; // this and the next two: synchronized
    private long useUntil;
    private ScheduledFuture<?> alarm;

    /** properties: as of {@link DriverManager#getConnection(String, Properties)}. A TTL of at least 3 s: JDBC's timeouts count seconds. */
    public BellowsLease(String url, Properties properties, String app, String version, String instance, int ttlSeconds) {
        this.url = url;
        this.app = app;
        this.version = version;
        this.instance = instance;
        this.ttl = TimeUnit.SECONDS.toNanos(ttlSeconds);
        this.margin = ttl / 6;
        this.properties.putAll(properties);
        this.properties.setProperty("ApplicationName", app + "/" + version);
    }

    /** How long {@link #start()} waits for an expand to complete. */
    public BellowsLease patience(int seconds) { patience = TimeUnit.SECONDS.toNanos(seconds); return this; }

    /** Called when the lease cannot be relied upon: stop using the pool. */
    public BellowsLease onLost(Runnable hook) { onLost = hook; return this; }

    /** Called when the pool may be used again. */
    public BellowsLease onResumed(Runnable hook) { onResumed = hook; return this; }

    /** Called when this version is over; by default the process exits with code 7. */
    public BellowsLease onFenced(Runnable hook) { onFenced = hook; return this; }

    public BellowsLease log(Consumer<String> consumer) { log = consumer; return this; }

    public String incarnation() { return incarnation; }

    /** Registers; returns when the lease is held. Throws {@link Fenced}, {@link Twin}, or what the driver throws. */
    public void start() throws SQLException, InterruptedException {
        long giveUp = System.nanoTime() + patience;
        for (long pause = ttl / 30;; pause = Math.min(2 * pause, ttl)) {
            try {
                register();
                break;
            } catch (SQLException e) {
                String state = String.valueOf(e.getSQLState());
                if (!state.equals(EARLY) || System.nanoTime() + pause - giveUp > 0) {
                    end();
                    throw state.equals(FENCED) ? new Fenced(e) : state.equals(TWIN) ? new Twin(e, instance) : e;
                }
                log.accept("waiting: " + e.getMessage());
            }
            TimeUnit.NANOSECONDS.sleep(pause);
        }
        isStarted = true;
        talker.schedule(this::keep, ttl / 3, TimeUnit.NANOSECONDS);
    }

    /** Throws {@link LeaseLost} unless the lease is held at this moment. */
    public synchronized void guard() {
        if (isLost || System.nanoTime() - useUntil >= 0) {
            throw new LeaseLost("the lease of " + app + "/" + instance + " is not held: the database must not be used");
        }
    }

    /** Releases the lease. If that fails it runs out by itself. */
    @Override
    public void close() {
        try {
            talker.submit(this::release).get();
        } catch (Exception e) {
            log.accept("the lease was not released: " + e.getMessage());
        }
        end();
    }

    private void release() {
        if (isOver) {
            return;
        }
        isOver = true;
        synchronized (this) {
            isLost = true;
            alarm.cancel(false);
        }
        try {
            call("SELECT bellows.release(?::uuid)", incarnation);
        } catch (SQLException e) {
            log.accept("the lease was not released: " + e.getMessage());
        }
    }

    // One round; it makes the next one.
    private void keep() {
        if (isOver) {
            return;
        }
        long pause = ttl / 3;
        try {
            if (incarnation == null) {
                register();
            } else {
                hold("SELECT bellows.renew(?::uuid)", incarnation);
            }
        } catch (SQLException e) {
            log.accept("not renewed: " + e.getMessage());
            pause = ttl / 15;
            String state = String.valueOf(e.getSQLState());
            if (state.equals(FENCED)) {
                isOver = true;
                lose();
                onFenced.run();
                return;
            }
            if (state.equals(UNKNOWN)) {
                lose();
                incarnation = null;
                pause = 0;
            }
        }
        talker.schedule(this::keep, pause, TimeUnit.NANOSECONDS);
    }

    private void register() throws SQLException {
        incarnation = hold("SELECT bellows.register(?, ?, ?, make_interval(secs => ?))", app, version, instance, ttl / 1e9);
    }

    // What it answers counts from when it was sent.
    private String hold(String sql, Object... values) throws SQLException {
        long sent = System.nanoTime();
        String answer = call(sql, values);
        boolean wasLost;
        synchronized (this) {
            wasLost = isLost;
            isLost = false;
            useUntil = sent + ttl - margin;
            if (alarm != null) {
                alarm.cancel(false);
            }
            alarm = watcher.schedule(this::loseIfLate, useUntil - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
        if (wasLost && isStarted) {
            onResumed.run();
        }
        return answer;
    }

    // In a transaction of its own at READ COMMITTED, whatever the role's default is.
    private String call(String sql, Object... values) throws SQLException {
        try {
            int millis = (int) TimeUnit.NANOSECONDS.toMillis(limit());
            if (connection == null) {
                for (String name : new String[] {"loginTimeout", "connectTimeout", "socketTimeout"}) {
                    properties.setProperty(name, Integer.toString(Math.max(1, millis / 1000)));
                }
                connection = DriverManager.getConnection(url, properties);
                connection.setAutoCommit(true);
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            }
            connection.setNetworkTimeout(Runnable::run, millis);
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < values.length; i++) {
                    statement.setObject(i + 1, values[i]);
                }
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getString(1);
                }
            }
        } catch (SQLException e) {
            drop();
            throw e;
        }
    }

    // Each call ends before the lease does.
    private synchronized long limit() {
        long least = TimeUnit.MILLISECONDS.toNanos(10);
        return isLost ? ttl : Math.max(least, Math.min(ttl / 3, useUntil - System.nanoTime()));
    }

    private void drop() {
        try {
            if (connection != null) {
                connection.abort(Runnable::run);
            }
        } catch (SQLException e) {
            log.accept(e.getMessage());
        }
        connection = null;
    }

    private void loseIfLate() {
        boolean isLate;
        synchronized (this) {
            isLate = System.nanoTime() - useUntil >= 0;
        }
        if (isLate) {
            lose();
        }
    }

    private void lose() {
        synchronized (this) {
            if (isLost) {
                return;
            }
            isLost = true;
        }
        onLost.run();
    }

    private void end() {
        drop();
        talker.shutdownNow();
        watcher.shutdownNow();
    }

    private static ScheduledExecutorService daemon(String name) {
        return Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
