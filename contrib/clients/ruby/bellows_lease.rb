# SPDX-License-Identifier: PostgreSQL
#
# The lease contract of bellows (docs/gate.md) for pg. One thread with a connection of its own, none of the pool's: a pool
# that is full must not end the lease. Every wait has an end before the lease has, by a clock that never goes back.
require 'pg'
require 'timeout'

module Bellows
  EXIT_FENCED = 7 # the same as that of "bellows gate admit"
  FENCED, TWIN, UNKNOWN, EARLY = %w[XV001 XV002 XV003 XV004].freeze

  class LeaseLost < StandardError; end # the database must not be used now
  class Fenced < StandardError; end    # this version must not run any more
  class Twin < StandardError; end      # an instance of this name is alive

  # start before the first query, guard before each piece of work, stop at the end.
  #
  # on_lost is called when the lease cannot be relied upon: stop using the pool. on_resumed: it may be used again.
  # on_fenced: this version is over; by default the process exits with code 7. They run in a thread of the lease.
  class Lease
    attr_reader :incarnation

    # connection: what PG.connect takes, as a hash. Times in seconds.
    def initialize(connection, app:, version:, instance:, ttl: 30.0, margin: ttl / 6.0, patience: 600.0,
                   on_lost: -> {}, on_resumed: -> {}, on_fenced: -> { exit!(EXIT_FENCED) }, log: ->(line) { warn(line) })
      @connection = connection.merge(application_name: "#{app}/#{version}")
      @app, @version, @instance, @ttl, @margin, @patience = app, version, instance, ttl, margin, patience
      @on_lost, @on_resumed, @on_fenced, @log = on_lost, on_resumed, on_fenced, log
      # CLOCK_BOOTTIME also counts while the machine sleeps.
      @clock = defined?(Process::CLOCK_BOOTTIME) ? Process::CLOCK_BOOTTIME : Process::CLOCK_MONOTONIC
      @is_lost = true
      @is_stopping = false
      @use_until = 0.0
      @mutex = Mutex.new
      @wake = ConditionVariable.new
    end

    # Registers; returns when the lease is held. Raises Fenced, Twin, or what the driver raises.
    def start
      give_up = now + @patience
      pause = @ttl / 30.0
      begin
        register
      rescue PG::Error => e
        raise Fenced, e.message if state(e) == FENCED
        raise Twin, "#{e.message}Each instance needs a name of its own: #{@instance} is taken." if state(e) == TWIN
        raise if state(e) != EARLY || now + pause > give_up

        @log.call("waiting: #{e.message}")
        sleep(pause)
        pause = [2 * pause, @ttl].min
        retry
      end
      @thread = Thread.new { keep }
    end

    # Raises LeaseLost unless the lease is held at this moment.
    def guard
      return unless @is_lost || now >= @use_until

      raise LeaseLost, "the lease of #{@app}/#{@instance} is not held: the database must not be used"
    end

    # Releases the lease. If that fails it runs out by itself.
    def stop
      @mutex.synchronize do
        @is_stopping = true
        @wake.signal
      end
      if @thread&.value
        @is_lost = true
        call('SELECT bellows.release($1)', [@incarnation])
      end
    rescue PG::Error, SystemCallError, Timeout::Error => e
      @log.call("the lease was not released: #{e.message}")
    ensure
      drop
    end

    private

    def now = Process.clock_gettime(@clock)

    def state(error) = error.is_a?(PG::Error) ? error.result&.error_field(PG::PG_DIAG_SQLSTATE) : nil

    # Until stop was called (true) or the version is fenced (false).
    def keep
      pause = @ttl / 3.0
      until stopping_after?(pause)
        begin
          @incarnation ? hold('SELECT bellows.renew($1)', [@incarnation]) : register
          pause = @ttl / 3.0
        rescue PG::Error, SystemCallError, Timeout::Error => e
          @log.call("not renewed: #{e.message}")
          pause = @ttl / 15.0
          case state(e)
          when FENCED
            lose
            @on_fenced.call
            return false
          when UNKNOWN
            lose
            @incarnation = nil
            pause = 0
          end
        end
      end
      true
    end

    # Sleeps, and notices meanwhile when the lease must not be relied upon any more.
    def stopping_after?(seconds)
      till = now + seconds
      loop do
        lose if now >= @use_until
        @mutex.synchronize do
          return true if @is_stopping

          left = till - now
          return false if left <= 0

          left = [left, @use_until - now].min unless @is_lost
          @wake.wait(@mutex, [left, 0.001].max)
        end
      end
    end

    def register
      row = hold('SELECT bellows.register($1, $2, $3, make_interval(secs => $4))', [@app, @version, @instance, @ttl])
      @incarnation = row['register']
    end

    # What it answers counts from when it was sent.
    def hold(sql, values)
      sent = now
      row = call(sql, values)
      @use_until = sent + @ttl - @margin
      return row unless @is_lost

      @is_lost = false
      @on_resumed.call if @thread
      row
    end

    # In a transaction of its own at READ COMMITTED, whatever the role's default is.
    def call(sql, values)
      left = @is_lost ? @ttl : [[@ttl / 3.0, @use_until - now].min, 0.01].max
      Timeout.timeout(left) do
        @conn ||= PG.connect(@connection)
        @conn.exec('BEGIN ISOLATION LEVEL READ COMMITTED')
        row = @conn.exec_params(sql, values).first
        @conn.exec('COMMIT')
        row
      end
    rescue PG::Error, SystemCallError, Timeout::Error
      drop
      raise
    end

    def drop
      @conn&.close
    rescue PG::Error
      nil
    ensure
      @conn = nil
    end

    def lose
      return if @is_lost

      @is_lost = true
      @on_lost.call
    end
  end
end
