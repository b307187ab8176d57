# SPDX-License-Identifier: PostgreSQL
# The instance of tests/tap/lease_clients.t for Ruby; what it says and obeys is described there.
require_relative '../../contrib/clients/ruby/bellows_lease'

$stdout.sync = true
if ARGV == ['--driver']
  puts "Ruby #{RUBY_VERSION}, pg #{PG::VERSION}"
  exit
end
version, instance, ttl = ARGV
pool = nil
lease = Bellows::Lease.new({}, app: 'shop', version: version, instance: instance, ttl: ttl.to_f,
                               on_lost: lambda {
                                 pool = nil
                                 puts 'lost'
                               },
                               on_resumed: -> { puts 'resumed' },
                               on_fenced: lambda {
                                 puts 'fenced'
                                 exit!(Bellows::EXIT_FENCED)
                               })
begin
  lease.start
rescue Bellows::Fenced, Bellows::Twin => e
  warn e.message
  exit(e.is_a?(Bellows::Fenced) ? Bellows::EXIT_FENCED : 1)
end
puts "registered #{lease.incarnation}"
$stdin.each_line(chomp: true) do |command|
  if command == 'stop'
    lease.stop
    puts 'stopped'
    exit
  end
  lease.guard
  if command == 'query'
    pool ||= PG.connect
    puts "rows #{pool.exec('SELECT count(*) FROM customer').getvalue(0, 0)}"
  else
    puts 'held'
  end
rescue Bellows::LeaseLost
  puts 'refused'
end
