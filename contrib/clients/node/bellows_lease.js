// SPDX-License-Identifier: PostgreSQL
//
// The lease contract of bellows (docs/gate.md) for pg. A connection of its own, none of the pool's: a pool that is full must
// not end the lease. Every wait has an end before the lease has, by a clock that never goes back.
'use strict';

const { Client } = require('pg');
const { EventEmitter } = require('events');

const EXIT_FENCED = 7; // the same as that of "bellows gate admit"
const FENCED = 'XV001', TWIN = 'XV002', UNKNOWN = 'XV003', EARLY = 'XV004';

class LeaseLost extends Error {} // the database must not be used now
class Fenced extends Error {} // this version must not run any more
class Twin extends Error {} // an instance of this name is alive

// await start() before the first query, guard() before each piece of work, await stop() at the end.
// Events: 'lost' (stop using the pool), 'resumed' (it may be used again), 'fenced' (this version is over: without a listener
// the process exits with code 7), 'warning' (what went wrong meanwhile).
class Lease extends EventEmitter {
  #config; #app; #version; #instance; #ttl; #margin; #patience; #client = null;
  #isLost = true; #isStarted = false; #isStopping = false; #useUntil = 0; #timer = null; #kept = null; #wake = () => {};
  incarnation = null;

  // Times in milliseconds. config: what new Client() takes.
  constructor(config, app, version, instance, { ttl = 30000, margin = ttl / 6, patience = 600000 } = {}) {
    super();
    this.#config = { ...config, application_name: `${app}/${version}` };
    this.#app = app; this.#version = version; this.#instance = instance;
    this.#ttl = ttl; this.#margin = margin; this.#patience = patience;
  }

  // Registers; resolves when the lease is held. Rejects with Fenced, Twin, or the driver's error.
  async start() {
    const giveUp = performance.now() + this.#patience;
    for (let pause = this.#ttl / 30; ; pause = Math.min(2 * pause, this.#ttl)) {
      try {
        await this.#register();
        break;
      } catch (error) {
        if (error.code !== EARLY || performance.now() + pause > giveUp) {
          this.#drop();
          if (error.code === FENCED) throw new Fenced(error.message, { cause: error });
          if (error.code === TWIN) {
            throw new Twin(`${error.message}\nEach instance needs a name of its own: ${this.#instance} is taken.`, { cause: error });
          }
          throw error;
        }
        this.emit('warning', `waiting: ${error.message}`);
      }
      await this.#sleep(pause);
    }
    this.#isStarted = true;
    this.#kept = this.#keep();
  }

  // Throws LeaseLost unless the lease is held at this moment.
  guard() {
    if (this.#isLost || performance.now() >= this.#useUntil) {
      throw new LeaseLost(`the lease of ${this.#app}/${this.#instance} is not held: the database must not be used`);
    }
  }

  // Releases the lease. If that fails it runs out by itself.
  async stop() {
    this.#isStopping = true;
    this.#wake();
    if (await this.#kept) {
      this.#isLost = true;
      clearTimeout(this.#timer);
      await this.#call('SELECT bellows.release($1)', [this.incarnation])
        .catch((error) => this.emit('warning', `the lease was not released: ${error.message}`));
    }
    this.#drop();
  }

  // Until stop() was called (true) or the version is fenced (false).
  async #keep() {
    let pause = this.#ttl / 3;
    while (true) {
      await this.#sleep(pause);
      if (this.#isStopping) return true;
      try {
        await (this.incarnation === null ? this.#register() : this.#hold('SELECT bellows.renew($1)', [this.incarnation]));
        pause = this.#ttl / 3;
      } catch (error) {
        this.emit('warning', `not renewed: ${error.message}`);
        pause = this.#ttl / 15;
        if (error.code === FENCED) {
          this.#lose();
          this.#drop();
          if (!this.emit('fenced')) process.exit(EXIT_FENCED);
          return false;
        }
        if (error.code === UNKNOWN) {
          this.#lose();
          this.incarnation = null;
          pause = 0;
        }
      }
    }
  }

  async #register() {
    const row = await this.#hold('SELECT bellows.register($1, $2, $3, make_interval(secs => $4)) AS incarnation',
      [this.#app, this.#version, this.#instance, this.#ttl / 1000]);
    this.incarnation = row.incarnation;
  }

  // What it answers counts from when it was sent.
  async #hold(sql, values) {
    const sent = performance.now();
    const row = await this.#call(sql, values);
    this.#useUntil = sent + this.#ttl - this.#margin;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#lose(), Math.max(0, this.#useUntil - performance.now()));
    if (this.#isLost) {
      this.#isLost = false;
      if (this.#isStarted) this.emit('resumed');
    }
    return row;
  }

  // In a transaction of its own at READ COMMITTED, whatever the role's default is. On silence the socket is destroyed.
  async #call(sql, values) {
    const left = this.#isLost ? this.#ttl : Math.min(this.#ttl / 3, this.#useUntil - performance.now());
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error('no answer in time')), Math.max(10, left));
    });
    const work = this.#transaction(sql, values);
    work.catch(() => {}); // it fails late, when its socket is gone
    try {
      return await Promise.race([work, late]);
    } catch (error) {
      this.#drop();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  async #transaction(sql, values) {
    if (this.#client === null) {
      const client = new Client(this.#config);
      this.#client = client;
      client.on('error', () => { if (this.#client === client) this.#drop(); });
      await client.connect();
    }
    const client = this.#client;
    await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
    const { rows } = await client.query(sql, values);
    await client.query('COMMIT');
    return rows[0];
  }

  #drop() {
    const client = this.#client;
    this.#client = null;
    if (client !== null) {
      client.connection.stream.destroy();
      client.end().catch(() => {});
    }
  }

  #lose() {
    if (!this.#isLost) {
      this.#isLost = true;
      this.emit('lost');
    }
  }

  #sleep(ms) {
    if (this.#isStopping) return null;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => { clearTimeout(timer); resolve(); };
    });
  }
}

module.exports = { Lease, LeaseLost, Fenced, Twin, EXIT_FENCED };
