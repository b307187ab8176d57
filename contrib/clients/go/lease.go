// SPDX-License-Identifier: PostgreSQL

// Package lease is the lease contract of bellows (docs/gate.md) for pgx. It has a connection of its own, none of the pool's:
// a pool that is full must not end the lease. Every wait has an end before the lease has, by Go's monotonic clock.
package lease

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// ExitFenced is the exit code of a process whose version is over: the same as that of "bellows gate admit".
const ExitFenced = 7

const fenced, twin, unknown, early = "XV001", "XV002", "XV003", "XV004"

var (
	ErrLost   = errors.New("the lease is not held: the database must not be used")
	ErrFenced = errors.New("this version must not run any more")
	ErrTwin   = errors.New("each instance needs a name of its own")
)

// Config says who registers. The hooks run in the lease's goroutine; zero values stand for what is said beside them.
type Config struct {
	App, Version, Instance string
	TTL                    time.Duration                 // 30 s
	Margin                 time.Duration                 // TTL / 6: so long before its end the lease is not relied upon
	Patience               time.Duration                 // 10 min: how long Start waits for an expand to complete
	OnLost                 func()                        // stop using the pool
	OnResumed              func()                        // it may be used again
	OnFenced               func()                        // the process exits with ExitFenced
	Log                    func(format string, v ...any) // log.Printf
}

// Lease is made by Start.
type Lease struct {
	Config
	conn     *pgx.ConnConfig
	own      *pgx.Conn
	mutex    sync.Mutex // of the next three
	isLost   bool
	useUntil time.Time
	identity string
	stopping chan struct{}
	ended    chan struct{}
}

// Start registers and returns when the lease is held. The errors ErrFenced and ErrTwin are to be told from the driver's.
func Start(ctx context.Context, conn *pgx.ConnConfig, config Config) (*Lease, error) {
	l := &Lease{Config: config, conn: conn.Copy(), isLost: true, stopping: make(chan struct{}), ended: make(chan struct{})}
	l.setDefaults()
	giveUp := time.Now().Add(l.Patience)
	for pause := l.TTL / 30; ; pause = min(2*pause, l.TTL) {
		_, err := l.register(ctx)
		switch code := state(err); {
		case err == nil:
			go l.keep()
			return l, nil
		case code == fenced:
			err = fmt.Errorf("%w: %v", ErrFenced, err)
		case code == twin:
			err = fmt.Errorf("%w, %s is taken: %v", ErrTwin, l.Instance, err)
		case code == early && time.Now().Add(pause).Before(giveUp):
			l.Log("waiting: %v", err)
			select {
			case <-time.After(pause):
				continue
			case <-ctx.Done():
			}
		}
		l.drop()
		return nil, err
	}
}

// Guard returns ErrLost unless the lease is held at this moment.
func (l *Lease) Guard() error {
	if l.left() <= 0 {
		return ErrLost
	}
	return nil
}

// Incarnation is what bellows.register() answered last.
func (l *Lease) Incarnation() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.identity
}

// Stop releases the lease. If that fails it runs out by itself.
func (l *Lease) Stop() {
	close(l.stopping)
	<-l.ended
}

func (l *Lease) setDefaults() {
	l.conn.RuntimeParams["application_name"] = l.App + "/" + l.Version
	if l.TTL == 0 {
		l.TTL = 30 * time.Second
	}
	if l.Margin == 0 {
		l.Margin = l.TTL / 6
	}
	if l.Patience == 0 {
		l.Patience = 10 * time.Minute
	}
	if l.OnLost == nil {
		l.OnLost = func() {}
	}
	if l.OnResumed == nil {
		l.OnResumed = func() {}
	}
	if l.OnFenced == nil {
		l.OnFenced = func() { os.Exit(ExitFenced) }
	}
	if l.Log == nil {
		l.Log = log.Printf
	}
}

func (l *Lease) keep() {
	defer close(l.ended)
	defer l.drop()
	for pause := l.TTL / 3; !l.isStopping(pause); {
		call := func(ctx context.Context) (bool, error) {
			return l.hold(ctx, "SELECT bellows.renew($1)::text", l.identity)
		}
		if l.identity == "" {
			call = l.register
		}
		wasLost, err := call(context.Background())
		if err == nil {
			pause = l.TTL / 3
			if wasLost {
				l.OnResumed()
			}
			continue
		}
		l.Log("not renewed: %v", err)
		pause = l.TTL / 15
		switch state(err) {
		case fenced:
			l.lose()
			l.OnFenced()
			return
		case unknown:
			l.lose()
			l.setIdentity("")
			pause = 0
		}
	}
	l.mutex.Lock()
	l.isLost = true
	l.mutex.Unlock()
	if _, err := l.call(context.Background(), "SELECT bellows.release($1)::text", l.identity); err != nil {
		l.Log("the lease was not released: %v", err)
	}
}

// Waits, and notices meanwhile when the lease must not be relied upon any more.
func (l *Lease) isStopping(pause time.Duration) bool {
	over := time.After(pause)
	for {
		var lost <-chan time.Time
		if left := l.left(); left > 0 {
			lost = time.After(left)
		} else {
			l.lose()
		}
		select {
		case <-l.stopping:
			return true
		case <-over:
			return false
		case <-lost:
		}
	}
}

func (l *Lease) register(ctx context.Context) (bool, error) {
	var identity string
	wasLost, err := l.holdInto(ctx, &identity, "SELECT bellows.register($1, $2, $3, make_interval(secs => $4))::text",
		l.App, l.Version, l.Instance, l.TTL.Seconds())
	if err == nil {
		l.setIdentity(identity)
	}
	return wasLost, err
}

func (l *Lease) hold(ctx context.Context, sql string, values ...any) (bool, error) {
	var answer string
	return l.holdInto(ctx, &answer, sql, values...)
}

// What it answers counts from when it was sent.
func (l *Lease) holdInto(ctx context.Context, answer *string, sql string, values ...any) (wasLost bool, err error) {
	sent := time.Now()
	if *answer, err = l.call(ctx, sql, values...); err != nil {
		return false, err
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	wasLost = l.isLost
	l.isLost, l.useUntil = false, sent.Add(l.TTL-l.Margin)
	return wasLost, nil
}

// In a transaction of its own at READ COMMITTED, whatever the role's default is. pgx closes a connection that is late.
func (l *Lease) call(ctx context.Context, sql string, values ...any) (answer string, err error) {
	timeout := l.TTL
	if left := l.left(); left > 0 {
		timeout = min(l.TTL/3, left)
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	if l.own == nil {
		if l.own, err = pgx.ConnectConfig(ctx, l.conn); err != nil {
			return "", err
		}
	}
	err = pgx.BeginTxFunc(ctx, l.own, pgx.TxOptions{IsoLevel: pgx.ReadCommitted}, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, sql, values...).Scan(&answer)
	})
	if err != nil {
		l.drop()
	}
	return answer, err
}

func (l *Lease) drop() {
	if l.own != nil {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = l.own.Close(ctx)
		l.own = nil
	}
}

// How long the lease may still be relied upon.
func (l *Lease) left() time.Duration {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.isLost {
		return 0
	}
	return time.Until(l.useUntil)
}

func (l *Lease) lose() {
	l.mutex.Lock()
	wasLost := l.isLost
	l.isLost = true
	l.mutex.Unlock()
	if !wasLost {
		l.OnLost()
	}
}

func (l *Lease) setIdentity(identity string) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.identity = identity
}

func state(err error) string {
	var failure *pgconn.PgError
	if errors.As(err, &failure) {
		return failure.Code
	}
	return ""
}

func min(a, b time.Duration) time.Duration {
	if a < b {
		return a
	}
	return b
}
