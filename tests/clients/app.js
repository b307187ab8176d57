// SPDX-License-Identifier: PostgreSQL
// The instance of tests/tap/lease_clients.t for Node; what it says and obeys is described there.
'use strict';

const readline = require('readline');
const pg = require('pg');
const { Lease, LeaseLost, Fenced, Twin, EXIT_FENCED } = require('../../contrib/clients/node/bellows_lease');

const say = (line) => process.stdout.write(`${line}\n`);
const [version, instance, ttl] = process.argv.slice(2);

async function main() {
  let pool = null;
  const lease = new Lease({}, 'shop', version, instance, { ttl: Number(ttl) * 1000 });
  lease.on('warning', (line) => console.error(line));
  lease.on('lost', () => { pool = null; say('lost'); });
  lease.on('resumed', () => say('resumed'));
  lease.on('fenced', () => { say('fenced'); process.exit(EXIT_FENCED); });
  try {
    await lease.start();
  } catch (error) {
    console.error(error.message);
    process.exit(error instanceof Fenced ? EXIT_FENCED : 1);
  }
  say(`registered ${lease.incarnation}`);
  for await (const command of readline.createInterface({ input: process.stdin })) {
    if (command === 'stop') {
      await lease.stop();
      say('stopped');
      process.exit(0);
    }
    try {
      lease.guard();
      if (command === 'query') {
        pool ??= new pg.Pool({ max: 1 }).on('error', () => {});
        say(`rows ${(await pool.query('SELECT count(*) FROM customer')).rows[0].count}`);
      } else {
        say('held');
      }
    } catch (error) {
      if (!(error instanceof LeaseLost)) throw error;
      say('refused');
    }
  }
}

if (version === '--driver') say(`Node ${process.versions.node}, pg ${require('pg/package.json').version}`);
else main();
