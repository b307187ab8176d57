// SPDX-License-Identifier: PostgreSQL

// The instance of tests/tap/lease_clients.t for Go; what it says and obeys is described there.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	lease "bellows.example/lease"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	if os.Args[1] == "--driver" {
		info, _ := debug.ReadBuildInfo()
		for _, module := range info.Deps {
			if module.Path == "github.com/jackc/pgx/v5" {
				fmt.Printf("%s, pgx %s\n", runtime.Version(), module.Version)
			}
		}
		return
	}
	ctx := context.Background()
	config, err := pgx.ParseConfig("")
	check(err)
	seconds, err := strconv.Atoi(os.Args[3])
	check(err)

	var mutex sync.Mutex
	var pool *pgx.Conn
	own, err := lease.Start(ctx, config, lease.Config{
		App: "shop", Version: os.Args[1], Instance: os.Args[2], TTL: time.Duration(seconds) * time.Second,
		OnLost: func() {
			mutex.Lock()
			pool = nil
			mutex.Unlock()
			fmt.Println("lost")
		},
		OnResumed: func() { fmt.Println("resumed") },
		OnFenced: func() {
			fmt.Println("fenced")
			os.Exit(lease.ExitFenced)
		},
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		if errors.Is(err, lease.ErrFenced) {
			os.Exit(lease.ExitFenced)
		}
		os.Exit(1)
	}
	fmt.Println("registered", own.Incarnation())
	for commands := bufio.NewScanner(os.Stdin); commands.Scan(); {
		if commands.Text() == "stop" {
			own.Stop()
			fmt.Println("stopped")
			return
		}
		if own.Guard() != nil {
			fmt.Println("refused")
			continue
		}
		if commands.Text() != "query" {
			fmt.Println("held")
			continue
		}
		mutex.Lock()
		if pool == nil {
			pool, err = pgx.ConnectConfig(ctx, config)
			check(err)
		}
		var rows int
		check(pool.QueryRow(ctx, "SELECT count(*) FROM customer").Scan(&rows))
		mutex.Unlock()
		fmt.Println("rows", rows)
	}
}
