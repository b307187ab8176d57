// SPDX-License-Identifier: PostgreSQL

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.Properties;

/** The instance of tests/tap/lease_clients.t for Java; what it says and obeys is described there. */
public final class App {
    private static volatile Connection pool;

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    public static void main(String[] args) throws Exception {
        if (args[0].equals("--driver")) {
            say("Java " + System.getProperty("java.version") + ", JDBC " + org.postgresql.util.DriverInfo.DRIVER_FULL_NAME);
            return;
        }
        String url = "jdbc:postgresql://" + System.getenv("PGHOST") + ":" + System.getenv("PGPORT") + "/" + System.getenv("PGDATABASE");
        Properties properties = new Properties();
        properties.setProperty("user", System.getenv("PGUSER"));
        BellowsLease lease = new BellowsLease(url, properties, "shop", args[0], args[1], Integer.parseInt(args[2]))
            .onLost(() -> { pool = null; say("lost"); })
            .onResumed(() -> say("resumed"))
            .onFenced(() -> { say("fenced"); Runtime.getRuntime().halt(BellowsLease.EXIT_FENCED); })
            .log(System.err::println);
        try {
            lease.start();
        } catch (BellowsLease.Fenced | BellowsLease.Twin e) {
            System.err.println(e.getMessage());
            System.exit(e instanceof BellowsLease.Fenced ? BellowsLease.EXIT_FENCED : 1);
        }
        say("registered " + lease.incarnation());
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            if (command.equals("stop")) {
                lease.close();
                say("stopped");
                System.exit(0);
            }
            try {
                lease.guard();
                if (command.equals("query")) {
                    if (pool == null) {
                        pool = DriverManager.getConnection(url, properties);
                    }
                    try (ResultSet row = pool.createStatement().executeQuery("SELECT count(*) FROM customer")) {
                        row.next();
                        say("rows " + row.getInt(1));
                    }
                } else {
                    say("held");
                }
            } catch (BellowsLease.LeaseLost e) {
                say("refused");
            }
        }
    }
}
