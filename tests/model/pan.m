#define rand	pan_rand
#define pthread_equal(a,b)	((a)==(b))
#if defined(HAS_CODE) && defined(VERBOSE)
	#ifdef BFS_PAR
		bfs_printf("Pr: %d Tr: %d\n", II, t->forw);
	#else
		cpu_printf("Pr: %d Tr: %d\n", II, t->forw);
	#endif
#endif
	switch (t->forw) {
	default: Uerror("bad forward move");
	case 0:	/* if without executable clauses */
		continue;
	case 1: /* generic 'goto' or 'skip' */
		IfNotBlocked
		_m = 3; goto P999;
	case 2: /* generic 'else' */
		IfNotBlocked
		if (trpt->o_pm&1) continue;
		_m = 3; goto P999;

		 /* PROC :init: */
	case 3: // STATE 1 - gate.pml:482 - [((i<(1*2)))] (0:0:0 - 1)
		IfNotBlocked
		reached[5][1] = 1;
		if (!((((int)((P5 *)_this)->i)<(1*2))))
			continue;
		_m = 3; goto P999; /* 0 */
	case 4: // STATE 2 - gate.pml:482 - [(run Instance(i))] (0:0:0 - 1)
		IfNotBlocked
		reached[5][2] = 1;
		if (!(addproc(II, 1, 0, ((int)((P5 *)_this)->i))))
			continue;
		_m = 3; goto P999; /* 0 */
	case 5: // STATE 3 - gate.pml:482 - [i = (i+1)] (0:0:1 - 1)
		IfNotBlocked
		reached[5][3] = 1;
		(trpt+1)->bup.oval = ((int)((P5 *)_this)->i);
		((P5 *)_this)->i = (((int)((P5 *)_this)->i)+1);
#ifdef VAR_RANGES
		logval(":init::i", ((int)((P5 *)_this)->i));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 6: // STATE 9 - gate.pml:485 - [i = 0] (0:15:1 - 3)
		IfNotBlocked
		reached[5][9] = 1;
		(trpt+1)->bup.oval = ((int)((P5 *)_this)->i);
		((P5 *)_this)->i = 0;
#ifdef VAR_RANGES
		logval(":init::i", ((int)((P5 *)_this)->i));
#endif
		;
		/* merge: .(goto)(0, 16, 15) */
		reached[5][16] = 1;
		;
		_m = 3; goto P999; /* 1 */
	case 7: // STATE 10 - gate.pml:487 - [((i<2))] (0:0:0 - 1)
		IfNotBlocked
		reached[5][10] = 1;
		if (!((((int)((P5 *)_this)->i)<2)))
			continue;
		_m = 3; goto P999; /* 0 */
	case 8: // STATE 11 - gate.pml:487 - [(run Orchestrator())] (0:0:0 - 1)
		IfNotBlocked
		reached[5][11] = 1;
		if (!(addproc(II, 1, 4, 0)))
			continue;
		_m = 3; goto P999; /* 0 */
	case 9: // STATE 12 - gate.pml:487 - [i = (i+1)] (0:0:1 - 1)
		IfNotBlocked
		reached[5][12] = 1;
		(trpt+1)->bup.oval = ((int)((P5 *)_this)->i);
		((P5 *)_this)->i = (((int)((P5 *)_this)->i)+1);
#ifdef VAR_RANGES
		logval(":init::i", ((int)((P5 *)_this)->i));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 10: // STATE 18 - gate.pml:490 - [(run World())] (0:0:0 - 3)
		IfNotBlocked
		reached[5][18] = 1;
		if (!(addproc(II, 1, 1, 0)))
			continue;
		_m = 3; goto P999; /* 0 */
	case 11: // STATE 19 - gate.pml:491 - [(run Monitor())] (0:0:0 - 1)
		IfNotBlocked
		reached[5][19] = 1;
		if (!(addproc(II, 1, 2, 0)))
			continue;
		_m = 3; goto P999; /* 0 */
	case 12: // STATE 20 - gate.pml:492 - [(run NextPlan())] (0:0:0 - 1)
		IfNotBlocked
		reached[5][20] = 1;
		if (!(addproc(II, 1, 3, 0)))
			continue;
		_m = 3; goto P999; /* 0 */
	case 13: // STATE 22 - gate.pml:494 - [-end-] (0:0:0 - 1)
		IfNotBlocked
		reached[5][22] = 1;
		if (!delproc(1, II)) continue;
		_m = 3; goto P999; /* 0 */

		 /* PROC Orchestrator */
	case 14: // STATE 1 - gate.pml:368 - [a = 0] (0:19:5 - 1)
		IfNotBlocked
		reached[4][1] = 1;
		(trpt+1)->bup.ovals = grab_ints(5);
		(trpt+1)->bup.ovals[0] = ((int)((P4 *)_this)->a);
		((P4 *)_this)->a = 0;
#ifdef VAR_RANGES
		logval("Orchestrator:a", ((int)((P4 *)_this)->a));
#endif
		;
		/* merge: is_blocked = 0(19, 2, 19) */
		reached[4][2] = 1;
		(trpt+1)->bup.ovals[1] = ((int)((P4 *)_this)->is_blocked);
		((P4 *)_this)->is_blocked = 0;
#ifdef VAR_RANGES
		logval("Orchestrator:is_blocked", ((int)((P4 *)_this)->is_blocked));
#endif
		;
		/* merge: seen = state(19, 3, 19) */
		reached[4][3] = 1;
		(trpt+1)->bup.ovals[2] = ((int)((P4 *)_this)->seen);
		((P4 *)_this)->seen = ((int)now.state);
#ifdef VAR_RANGES
		logval("Orchestrator:seen", ((int)((P4 *)_this)->seen));
#endif
		;
		/* merge: seen_epoch = epoch(19, 4, 19) */
		reached[4][4] = 1;
		(trpt+1)->bup.ovals[3] = ((int)((P4 *)_this)->seen_epoch);
		((P4 *)_this)->seen_epoch = ((int)now.epoch);
#ifdef VAR_RANGES
		logval("Orchestrator:seen_epoch", ((int)((P4 *)_this)->seen_epoch));
#endif
		;
		/* merge: mine = timeline(19, 5, 19) */
		reached[4][5] = 1;
		(trpt+1)->bup.ovals[4] = ((int)((P4 *)_this)->mine);
		((P4 *)_this)->mine = ((int)now.timeline);
#ifdef VAR_RANGES
		logval("Orchestrator:mine", ((int)((P4 *)_this)->mine));
#endif
		;
		_m = 3; goto P999; /* 4 */
	case 15: // STATE 7 - gate.pml:370 - [((seen==0))] (0:0:0 - 1)
		IfNotBlocked
		reached[4][7] = 1;
		if (!((((int)((P4 *)_this)->seen)==0)))
			continue;
		_m = 3; goto P999; /* 0 */
	case 16: // STATE 9 - gate.pml:371 - [((seen==1))] (0:0:0 - 1)
		IfNotBlocked
		reached[4][9] = 1;
		if (!((((int)((P4 *)_this)->seen)==1)))
			continue;
		_m = 3; goto P999; /* 0 */
	case 17: // STATE 11 - gate.pml:372 - [((seen==2))] (0:0:0 - 1)
		IfNotBlocked
		reached[4][11] = 1;
		if (!((((int)((P4 *)_this)->seen)==2)))
			continue;
		_m = 3; goto P999; /* 0 */
	case 18: // STATE 13 - gate.pml:373 - [((seen==3))] (0:0:0 - 1)
		IfNotBlocked
		reached[4][13] = 1;
		if (!((((int)((P4 *)_this)->seen)==3)))
			continue;
		_m = 3; goto P999; /* 0 */
	case 19: // STATE 15 - gate.pml:374 - [((((seen!=0)&&(seen!=4))&&(rollbacks<1)))] (0:0:0 - 1)
		IfNotBlocked
		reached[4][15] = 1;
		if (!((((((int)((P4 *)_this)->seen)!=0)&&(((int)((P4 *)_this)->seen)!=4))&&(((int)now.rollbacks)<1))))
			continue;
		_m = 3; goto P999; /* 0 */
	case 20: // STATE 17 - gate.pml:375 - [((seen==4))] (0:0:1 - 1)
		IfNotBlocked
		reached[4][17] = 1;
		if (!((((int)((P4 *)_this)->seen)==4)))
			continue;
		if (TstOnly) return 1; /* TT */
		/* dead 1: seen */  (trpt+1)->bup.oval = ((P4 *)_this)->seen;
#ifdef HAS_CODE
		if (!readtrail)
#endif
			((P4 *)_this)->seen = 0;
		_m = 3; goto P999; /* 0 */
	case 21: // STATE 21 - gate.pml:266 - [((!(plan_row)||(mine!=timeline)))] (0:0:0 - 1)
		IfNotBlocked
		reached[4][21] = 1;
		if (!(( !(((int)now.plan_row))||(((int)((P4 *)_this)->mine)!=((int)now.timeline)))))
			continue;
		_m = 3; goto P999; /* 0 */
	case 22: // STATE 22 - gate.pml:268 - [((mine!=timeline))] (6:0:1 - 1)
		IfNotBlocked
		reached[4][22] = 1;
		if (!((((int)((P4 *)_this)->mine)!=((int)now.timeline))))
			continue;
		if (TstOnly) return 1; /* TT */
		/* dead 1: mine */  (trpt+1)->bup.oval = ((P4 *)_this)->mine;
#ifdef HAS_CODE
		if (!readtrail)
#endif
			((P4 *)_this)->mine = 0;
		/* merge: goto again(0, 23, 6) */
		reached[4][23] = 1;
		;
		_m = 3; goto P999; /* 1 */
	case 23: // STATE 25 - gate.pml:269 - [plan_row = 1] (0:0:1 - 1)
		IfNotBlocked
		reached[4][25] = 1;
		(trpt+1)->bup.oval = ((int)now.plan_row);
		now.plan_row = 1;
#ifdef VAR_RANGES
		logval("plan_row", ((int)now.plan_row));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 24: // STATE 28 - gate.pml:273 - [(((seen!=state)||(seen_epoch!=epoch)))] (6:0:3 - 1)
		IfNotBlocked
		reached[4][28] = 1;
		if (!(((((int)((P4 *)_this)->seen)!=((int)now.state))||(((int)((P4 *)_this)->seen_epoch)!=((int)now.epoch)))))
			continue;
		if (TstOnly) return 1; /* TT */
		/* dead 1: seen */  (trpt+1)->bup.ovals = grab_ints(3);
		(trpt+1)->bup.ovals[0] = ((P4 *)_this)->seen;
#ifdef HAS_CODE
		if (!readtrail)
#endif
			((P4 *)_this)->seen = 0;
		if (TstOnly) return 1; /* TT */
		/* dead 1: seen_epoch */  (trpt+1)->bup.ovals[1] = ((P4 *)_this)->seen_epoch;
#ifdef HAS_CODE
		if (!readtrail)
#endif
			((P4 *)_this)->seen_epoch = 0;
		/* merge: plan_row = 0(6, 29, 6) */
		reached[4][29] = 1;
		(trpt+1)->bup.ovals[2] = ((int)now.plan_row);
		now.plan_row = 0;
#ifdef VAR_RANGES
		logval("plan_row", ((int)now.plan_row));
#endif
		;
		/* merge: goto again(6, 30, 6) */
		reached[4][30] = 1;
		;
		_m = 3; goto P999; /* 2 */
	case 25: // STATE 36 - gate.pml:283 - [a = 0] (0:0:1 - 1)
		IfNotBlocked
		reached[4][36] = 1;
		(trpt+1)->bup.oval = ((int)((P4 *)_this)->a);
		((P4 *)_this)->a = 0;
#ifdef VAR_RANGES
		logval("Orchestrator:a", ((int)((P4 *)_this)->a));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 26: // STATE 37 - gate.pml:285 - [((a<1))] (0:0:0 - 1)
		IfNotBlocked
		reached[4][37] = 1;
		if (!((((int)((P4 *)_this)->a)<1)))
			continue;
		_m = 3; goto P999; /* 0 */
	case 27: // STATE 38 - gate.pml:289 - [((mine==timeline))] (54:0:1 - 1)
		IfNotBlocked
		reached[4][38] = 1;
		if (!((((int)((P4 *)_this)->mine)==((int)now.timeline))))
			continue;
		/* merge: waits[a] = 1(54, 39, 54) */
		reached[4][39] = 1;
		(trpt+1)->bup.oval = ((int)now.waits[ Index(((int)((P4 *)_this)->a), 1) ]);
		now.waits[ Index(((P4 *)_this)->a, 1) ] = 1;
#ifdef VAR_RANGES
		logval("waits[Orchestrator:a]", ((int)now.waits[ Index(((int)((P4 *)_this)->a), 1) ]));
#endif
		;
		/* merge: .(goto)(54, 43, 54) */
		reached[4][43] = 1;
		;
		_m = 3; goto P999; /* 2 */
	case 28: // STATE 45 - gate.pml:294 - [((((shared[a]==0)&&!(exclusive[a]))||(mine!=timeline)))] (0:0:0 - 1)
		IfNotBlocked
		reached[4][45] = 1;
		if (!((((((int)now.shared[ Index(((int)((P4 *)_this)->a), 1) ])==0)&& !(((int)now.exclusive[ Index(((int)((P4 *)_this)->a), 1) ])))||(((int)((P4 *)_this)->mine)!=((int)now.timeline)))))
			continue;
		_m = 3; goto P999; /* 0 */
	case 29: // STATE 46 - gate.pml:296 - [((mine==timeline))] (58:0:3 - 1)
		IfNotBlocked
		reached[4][46] = 1;
		if (!((((int)((P4 *)_this)->mine)==((int)now.timeline))))
			continue;
		/* merge: waits[a] = 0(58, 47, 58) */
		reached[4][47] = 1;
		(trpt+1)->bup.ovals = grab_ints(3);
		(trpt+1)->bup.ovals[0] = ((int)now.waits[ Index(((int)((P4 *)_this)->a), 1) ]);
		now.waits[ Index(((P4 *)_this)->a, 1) ] = 0;
#ifdef VAR_RANGES
		logval("waits[Orchestrator:a]", ((int)now.waits[ Index(((int)((P4 *)_this)->a), 1) ]));
#endif
		;
		/* merge: exclusive[a] = 1(58, 48, 58) */
		reached[4][48] = 1;
		(trpt+1)->bup.ovals[1] = ((int)now.exclusive[ Index(((int)((P4 *)_this)->a), 1) ]);
		now.exclusive[ Index(((P4 *)_this)->a, 1) ] = 1;
#ifdef VAR_RANGES
		logval("exclusive[Orchestrator:a]", ((int)now.exclusive[ Index(((int)((P4 *)_this)->a), 1) ]));
#endif
		;
		/* merge: .(goto)(58, 53, 58) */
		reached[4][53] = 1;
		;
		/* merge: a = (a+1)(58, 55, 58) */
		reached[4][55] = 1;
		(trpt+1)->bup.ovals[2] = ((int)((P4 *)_this)->a);
		((P4 *)_this)->a = (((int)((P4 *)_this)->a)+1);
#ifdef VAR_RANGES
		logval("Orchestrator:a", ((int)((P4 *)_this)->a));
#endif
		;
		/* merge: .(goto)(0, 59, 58) */
		reached[4][59] = 1;
		;
		_m = 3; goto P999; /* 5 */
	case 30: // STATE 50 - gate.pml:297 - [a = 0] (0:6:1 - 1)
		IfNotBlocked
		reached[4][50] = 1;
		(trpt+1)->bup.oval = ((int)((P4 *)_this)->a);
		((P4 *)_this)->a = 0;
#ifdef VAR_RANGES
		logval("Orchestrator:a", ((int)((P4 *)_this)->a));
#endif
		;
		/* merge: goto again(6, 51, 6) */
		reached[4][51] = 1;
		;
		_m = 3; goto P999; /* 1 */
	case 31: // STATE 61 - gate.pml:304 - [a = 0] (0:103:1 - 3)
		IfNotBlocked
		reached[4][61] = 1;
		(trpt+1)->bup.oval = ((int)((P4 *)_this)->a);
		((P4 *)_this)->a = 0;
#ifdef VAR_RANGES
		logval("Orchestrator:a", ((int)((P4 *)_this)->a));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 32: // STATE 77 - gate.pml:228 - [D_STEP228]
		IfNotBlocked

		reached[4][77] = 1;
		reached[4][t->st] = 1;
		reached[4][tt] = 1;

		if (TstOnly) return 1;

		sv_save();
		S_284_0: /* 2 */
		((P4 *)_this)->is_blocked = ((int)now.veto);
#ifdef VAR_RANGES
		logval("Orchestrator:is_blocked", ((int)((P4 *)_this)->is_blocked));
#endif
		;
S_285_0: /* 2 */
		((P4 *)_this)->is_blocked = (((int)((P4 *)_this)->is_blocked)|| !(((int)now.settled)));
#ifdef VAR_RANGES
		logval("Orchestrator:is_blocked", ((int)((P4 *)_this)->is_blocked));
#endif
		;
S_286_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
S_295_0: /* 2 */
S_294_0: /* 2 */
S_287_0: /* 2 */
		if (!((((int)now.k)<(1*2))))
			goto S_294_1;
S_288_0: /* 2 */
		((P4 *)_this)->is_blocked = (((int)((P4 *)_this)->is_blocked)||(((int)now.live[ Index(((int)now.k), 2) ])==1));
#ifdef VAR_RANGES
		logval("Orchestrator:is_blocked", ((int)((P4 *)_this)->is_blocked));
#endif
		;
S_289_0: /* 2 */
		((P4 *)_this)->is_blocked = (((int)((P4 *)_this)->is_blocked)||(((int)now.out[ Index(((int)now.k), 2) ])&&(((int)((P4 *)_this)->seen)!=0)));
#ifdef VAR_RANGES
		logval("Orchestrator:is_blocked", ((int)((P4 *)_this)->is_blocked));
#endif
		;
S_290_0: /* 2 */
		((P4 *)_this)->is_blocked = (((int)((P4 *)_this)->is_blocked)||(((int)now.leftover[ Index((((int)now.k)/2), 1) ])&&(((int)((P4 *)_this)->seen)!=0)));
#ifdef VAR_RANGES
		logval("Orchestrator:is_blocked", ((int)((P4 *)_this)->is_blocked));
#endif
		;
S_291_0: /* 2 */
		now.k = (((int)now.k)+1);
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_295_0; /* ';' */
S_294_1: /* 3 */
S_292_0: /* 2 */
		/* else */;
S_293_0: /* 2 */
		goto S_296_0;	/* 'goto' */
S_294_2: /* 3 */
		Uerror("blocking sel in d_step (nr.0, near line 234)");
S_296_0: /* 2 */
		goto S_297_0;	/* 'break' */
S_297_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_322_0;
S_322_0: /* 1 */

#if defined(C_States) && (HAS_TRACK==1)
		c_update((uchar *) &(now.c_state[0]));
#endif
		_m = 3; goto P999;

	case 33: // STATE 79 - gate.pml:381 - [(is_blocked)] (0:0:1 - 1)
		IfNotBlocked
		reached[4][79] = 1;
		if (!(((int)((P4 *)_this)->is_blocked)))
			continue;
		if (TstOnly) return 1; /* TT */
		/* dead 1: is_blocked */  (trpt+1)->bup.oval = ((P4 *)_this)->is_blocked;
#ifdef HAS_CODE
		if (!readtrail)
#endif
			((P4 *)_this)->is_blocked = 0;
		_m = 3; goto P999; /* 0 */
	case 34: // STATE 97 - gate.pml:330 - [D_STEP330]
		if (!(((boq == -1 && (((int)((P4 *)_this)->mine)==((int)now.timeline)))) || (boq == -1 /* else */)))
			continue;

		reached[4][97] = 1;
		reached[4][t->st] = 1;
		reached[4][tt] = 1;

		if (TstOnly) return 1;

		sv_save();
		S_316_0: /* 2 */
S_301_0: /* 2 */
		if (!((((int)((P4 *)_this)->mine)==((int)now.timeline))))
			goto S_316_1;
S_302_0: /* 2 */
		now.plan_row = 0;
#ifdef VAR_RANGES
		logval("plan_row", ((int)now.plan_row));
#endif
		;
S_303_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
S_312_0: /* 2 */
S_311_0: /* 2 */
S_304_0: /* 2 */
		if (!((((int)now.k)<1)))
			goto S_311_1;
S_305_0: /* 2 */
		now.exclusive[ Index(now.k, 1) ] = 0;
#ifdef VAR_RANGES
		logval("exclusive[k]", ((int)now.exclusive[ Index(((int)now.k), 1) ]));
#endif
		;
S_306_0: /* 2 */
		now.waits[ Index(now.k, 1) ] = 0;
#ifdef VAR_RANGES
		logval("waits[k]", ((int)now.waits[ Index(((int)now.k), 1) ]));
#endif
		;
S_307_0: /* 2 */
		now.update_row[ Index(now.k, 1) ] = 0;
#ifdef VAR_RANGES
		logval("update_row[k]", ((int)now.update_row[ Index(((int)now.k), 1) ]));
#endif
		;
S_308_0: /* 2 */
		now.k = (((int)now.k)+1);
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_312_0; /* ';' */
S_311_1: /* 3 */
S_309_0: /* 2 */
		/* else */;
S_310_0: /* 2 */
		goto S_314_0;	/* 'goto' */
S_311_2: /* 3 */
		Uerror("blocking sel in d_step (nr.1, near line 335)");
S_313_0: /* 2 */
		goto S_314_0;	/* 'break' */
S_314_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_317_0;
S_316_1: /* 3 */
S_315_0: /* 2 */
		/* else */;
		goto S_317_0;
S_316_2: /* 3 */
		Uerror("blocking sel in d_step (nr.2, near line 331)");
S_317_0: /* 2 */
		goto S_320_0;
S_320_0: /* 1 */

#if defined(C_States) && (HAS_TRACK==1)
		c_update((uchar *) &(now.c_state[0]));
#endif
		_m = 3; goto P999;

	case 35: // STATE 99 - gate.pml:381 - [goto again] (0:6:0 - 2)
		IfNotBlocked
		reached[4][99] = 1;
		;
		_m = 3; goto P999; /* 0 */
	case 36: // STATE 104 - gate.pml:310 - [a = 0] (0:0:1 - 1)
		IfNotBlocked
		reached[4][104] = 1;
		(trpt+1)->bup.oval = ((int)((P4 *)_this)->a);
		((P4 *)_this)->a = 0;
#ifdef VAR_RANGES
		logval("Orchestrator:a", ((int)((P4 *)_this)->a));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 37: // STATE 105 - gate.pml:312 - [((a<1))] (0:0:0 - 1)
		IfNotBlocked
		reached[4][105] = 1;
		if (!((((int)((P4 *)_this)->a)<1)))
			continue;
		_m = 3; goto P999; /* 0 */
	case 38: // STATE 106 - gate.pml:314 - [(((share_row[a]==0)||(mine!=timeline)))] (0:0:0 - 1)
		IfNotBlocked
		reached[4][106] = 1;
		if (!(((((int)now.share_row[ Index(((int)((P4 *)_this)->a), 1) ])==0)||(((int)((P4 *)_this)->mine)!=((int)now.timeline)))))
			continue;
		_m = 3; goto P999; /* 0 */
	case 39: // STATE 107 - gate.pml:316 - [((mine==timeline))] (118:0:2 - 1)
		IfNotBlocked
		reached[4][107] = 1;
		if (!((((int)((P4 *)_this)->mine)==((int)now.timeline))))
			continue;
		/* merge: update_row[a] = 1(118, 108, 118) */
		reached[4][108] = 1;
		(trpt+1)->bup.ovals = grab_ints(2);
		(trpt+1)->bup.ovals[0] = ((int)now.update_row[ Index(((int)((P4 *)_this)->a), 1) ]);
		now.update_row[ Index(((P4 *)_this)->a, 1) ] = 1;
#ifdef VAR_RANGES
		logval("update_row[Orchestrator:a]", ((int)now.update_row[ Index(((int)((P4 *)_this)->a), 1) ]));
#endif
		;
		/* merge: .(goto)(118, 113, 118) */
		reached[4][113] = 1;
		;
		/* merge: a = (a+1)(118, 115, 118) */
		reached[4][115] = 1;
		(trpt+1)->bup.ovals[1] = ((int)((P4 *)_this)->a);
		((P4 *)_this)->a = (((int)((P4 *)_this)->a)+1);
#ifdef VAR_RANGES
		logval("Orchestrator:a", ((int)((P4 *)_this)->a));
#endif
		;
		/* merge: .(goto)(0, 119, 118) */
		reached[4][119] = 1;
		;
		_m = 3; goto P999; /* 4 */
	case 40: // STATE 110 - gate.pml:317 - [a = 0] (0:6:1 - 1)
		IfNotBlocked
		reached[4][110] = 1;
		(trpt+1)->bup.oval = ((int)((P4 *)_this)->a);
		((P4 *)_this)->a = 0;
#ifdef VAR_RANGES
		logval("Orchestrator:a", ((int)((P4 *)_this)->a));
#endif
		;
		/* merge: goto again(6, 111, 6) */
		reached[4][111] = 1;
		;
		_m = 3; goto P999; /* 1 */
	case 41: // STATE 121 - gate.pml:323 - [a = 0] (0:122:1 - 3)
		IfNotBlocked
		reached[4][121] = 1;
		(trpt+1)->bup.oval = ((int)((P4 *)_this)->a);
		((P4 *)_this)->a = 0;
#ifdef VAR_RANGES
		logval("Orchestrator:a", ((int)((P4 *)_this)->a));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 42: // STATE 124 - gate.pml:385 - [((mine==timeline))] (0:0:0 - 1)
		IfNotBlocked
		reached[4][124] = 1;
		if (!((((int)((P4 *)_this)->mine)==((int)now.timeline))))
			continue;
		_m = 3; goto P999; /* 0 */
	case 43: // STATE 140 - gate.pml:386 - [D_STEP386]
		/* default 258 */
		

		reached[4][140] = 1;
		reached[4][t->st] = 1;
		reached[4][tt] = 1;

		if (TstOnly) return 1;


		reached[4][140] = 1;
		reached[4][t->st] = 1;
		reached[4][tt] = 1;

		sv_save();
		S_349_0: /* 2 */
S_346_0: /* 2 */
		spin_assert(((((int)((P4 *)_this)->seen)==((int)now.state))&&(((int)((P4 *)_this)->seen_epoch)==((int)now.epoch))), "((seen==state)&&(seen_epoch==epoch))", II, tt, t);
S_347_0: /* 2 */
		now.state = 1;
#ifdef VAR_RANGES
		logval("state", ((int)now.state));
#endif
		;
S_348_0: /* 2 */
		now.epoch = (((int)now.epoch)+1);
#ifdef VAR_RANGES
		logval("epoch", ((int)now.epoch));
#endif
		;
		goto S_360_0;
S_360_0: /* 2 */
S_350_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
S_357_0: /* 2 */
S_356_0: /* 2 */
S_351_0: /* 2 */
		if (!((((int)now.k)<1)))
			goto S_356_1;
S_352_0: /* 2 */
		now.min_version[ Index(now.k, 1) ] = 1;
#ifdef VAR_RANGES
		logval("min_version[k]", ((int)now.min_version[ Index(((int)now.k), 1) ]));
#endif
		;
S_353_0: /* 2 */
		now.k = (((int)now.k)+1);
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_357_0; /* ';' */
S_356_1: /* 3 */
S_354_0: /* 2 */
		/* else */;
S_355_0: /* 2 */
		goto S_358_0;	/* 'goto' */
S_356_2: /* 3 */
		Uerror("blocking sel in d_step (nr.3, near line 356)");
S_358_0: /* 2 */
		goto S_359_0;	/* 'break' */
S_359_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_364_0;
S_364_0: /* 1 */

#if defined(C_States) && (HAS_TRACK==1)
		c_update((uchar *) &(now.c_state[0]));
#endif
		_m = 3; goto P999;

	case 44: // STATE 161 - gate.pml:330 - [D_STEP330]
		if (!(((boq == -1 && (((int)((P4 *)_this)->mine)==((int)now.timeline)))) || (boq == -1 /* else */)))
			continue;

		reached[4][161] = 1;
		reached[4][t->st] = 1;
		reached[4][tt] = 1;

		if (TstOnly) return 1;

		sv_save();
		S_380_0: /* 2 */
S_365_0: /* 2 */
		if (!((((int)((P4 *)_this)->mine)==((int)now.timeline))))
			goto S_380_1;
S_366_0: /* 2 */
		now.plan_row = 0;
#ifdef VAR_RANGES
		logval("plan_row", ((int)now.plan_row));
#endif
		;
S_367_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
S_376_0: /* 2 */
S_375_0: /* 2 */
S_368_0: /* 2 */
		if (!((((int)now.k)<1)))
			goto S_375_1;
S_369_0: /* 2 */
		now.exclusive[ Index(now.k, 1) ] = 0;
#ifdef VAR_RANGES
		logval("exclusive[k]", ((int)now.exclusive[ Index(((int)now.k), 1) ]));
#endif
		;
S_370_0: /* 2 */
		now.waits[ Index(now.k, 1) ] = 0;
#ifdef VAR_RANGES
		logval("waits[k]", ((int)now.waits[ Index(((int)now.k), 1) ]));
#endif
		;
S_371_0: /* 2 */
		now.update_row[ Index(now.k, 1) ] = 0;
#ifdef VAR_RANGES
		logval("update_row[k]", ((int)now.update_row[ Index(((int)now.k), 1) ]));
#endif
		;
S_372_0: /* 2 */
		now.k = (((int)now.k)+1);
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_376_0; /* ';' */
S_375_1: /* 3 */
S_373_0: /* 2 */
		/* else */;
S_374_0: /* 2 */
		goto S_378_0;	/* 'goto' */
S_375_2: /* 3 */
		Uerror("blocking sel in d_step (nr.4, near line 335)");
S_377_0: /* 2 */
		goto S_378_0;	/* 'break' */
S_378_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_381_0;
S_380_1: /* 3 */
S_379_0: /* 2 */
		/* else */;
		goto S_381_0;
S_380_2: /* 3 */
		Uerror("blocking sel in d_step (nr.5, near line 331)");
S_381_0: /* 2 */
		goto S_385_0;
S_385_0: /* 1 */

#if defined(C_States) && (HAS_TRACK==1)
		c_update((uchar *) &(now.c_state[0]));
#endif
		_m = 3; goto P999;

	case 45: // STATE 179 - gate.pml:228 - [D_STEP228]
		IfNotBlocked

		reached[4][179] = 1;
		reached[4][t->st] = 1;
		reached[4][tt] = 1;

		if (TstOnly) return 1;

		sv_save();
		S_386_0: /* 2 */
		((P4 *)_this)->is_blocked = ((int)now.veto);
#ifdef VAR_RANGES
		logval("Orchestrator:is_blocked", ((int)((P4 *)_this)->is_blocked));
#endif
		;
S_387_0: /* 2 */
		((P4 *)_this)->is_blocked = (((int)((P4 *)_this)->is_blocked)|| !(((int)now.settled)));
#ifdef VAR_RANGES
		logval("Orchestrator:is_blocked", ((int)((P4 *)_this)->is_blocked));
#endif
		;
S_388_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
S_397_0: /* 2 */
S_396_0: /* 2 */
S_389_0: /* 2 */
		if (!((((int)now.k)<(1*2))))
			goto S_396_1;
S_390_0: /* 2 */
		((P4 *)_this)->is_blocked = (((int)((P4 *)_this)->is_blocked)||(((int)now.live[ Index(((int)now.k), 2) ])==1));
#ifdef VAR_RANGES
		logval("Orchestrator:is_blocked", ((int)((P4 *)_this)->is_blocked));
#endif
		;
S_391_0: /* 2 */
		((P4 *)_this)->is_blocked = (((int)((P4 *)_this)->is_blocked)||(((int)now.out[ Index(((int)now.k), 2) ])&&(((int)((P4 *)_this)->seen)!=0)));
#ifdef VAR_RANGES
		logval("Orchestrator:is_blocked", ((int)((P4 *)_this)->is_blocked));
#endif
		;
S_392_0: /* 2 */
		((P4 *)_this)->is_blocked = (((int)((P4 *)_this)->is_blocked)||(((int)now.leftover[ Index((((int)now.k)/2), 1) ])&&(((int)((P4 *)_this)->seen)!=0)));
#ifdef VAR_RANGES
		logval("Orchestrator:is_blocked", ((int)((P4 *)_this)->is_blocked));
#endif
		;
S_393_0: /* 2 */
		now.k = (((int)now.k)+1);
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_397_0; /* ';' */
S_396_1: /* 3 */
S_394_0: /* 2 */
		/* else */;
S_395_0: /* 2 */
		goto S_398_0;	/* 'goto' */
S_396_2: /* 3 */
		Uerror("blocking sel in d_step (nr.6, near line 234)");
S_398_0: /* 2 */
		goto S_399_0;	/* 'break' */
S_399_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_405_0;
S_405_0: /* 1 */

#if defined(C_States) && (HAS_TRACK==1)
		c_update((uchar *) &(now.c_state[0]));
#endif
		_m = 3; goto P999;

	case 46: // STATE 181 - gate.pml:394 - [(is_blocked)] (6:0:1 - 1)
		IfNotBlocked
		reached[4][181] = 1;
		if (!(((int)((P4 *)_this)->is_blocked)))
			continue;
		if (TstOnly) return 1; /* TT */
		/* dead 1: is_blocked */  (trpt+1)->bup.oval = ((P4 *)_this)->is_blocked;
#ifdef HAS_CODE
		if (!readtrail)
#endif
			((P4 *)_this)->is_blocked = 0;
		/* merge: goto again(0, 182, 6) */
		reached[4][182] = 1;
		;
		_m = 3; goto P999; /* 1 */
	case 47: // STATE 187 - gate.pml:266 - [((!(plan_row)||(mine!=timeline)))] (0:0:0 - 1)
		IfNotBlocked
		reached[4][187] = 1;
		if (!(( !(((int)now.plan_row))||(((int)((P4 *)_this)->mine)!=((int)now.timeline)))))
			continue;
		_m = 3; goto P999; /* 0 */
	case 48: // STATE 188 - gate.pml:268 - [((mine!=timeline))] (6:0:1 - 1)
		IfNotBlocked
		reached[4][188] = 1;
		if (!((((int)((P4 *)_this)->mine)!=((int)now.timeline))))
			continue;
		if (TstOnly) return 1; /* TT */
		/* dead 1: mine */  (trpt+1)->bup.oval = ((P4 *)_this)->mine;
#ifdef HAS_CODE
		if (!readtrail)
#endif
			((P4 *)_this)->mine = 0;
		/* merge: goto again(0, 189, 6) */
		reached[4][189] = 1;
		;
		_m = 3; goto P999; /* 1 */
	case 49: // STATE 191 - gate.pml:269 - [plan_row = 1] (0:0:1 - 1)
		IfNotBlocked
		reached[4][191] = 1;
		(trpt+1)->bup.oval = ((int)now.plan_row);
		now.plan_row = 1;
#ifdef VAR_RANGES
		logval("plan_row", ((int)now.plan_row));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 50: // STATE 194 - gate.pml:273 - [(((seen!=state)||(seen_epoch!=epoch)))] (6:0:3 - 1)
		IfNotBlocked
		reached[4][194] = 1;
		if (!(((((int)((P4 *)_this)->seen)!=((int)now.state))||(((int)((P4 *)_this)->seen_epoch)!=((int)now.epoch)))))
			continue;
		if (TstOnly) return 1; /* TT */
		/* dead 1: seen */  (trpt+1)->bup.ovals = grab_ints(3);
		(trpt+1)->bup.ovals[0] = ((P4 *)_this)->seen;
#ifdef HAS_CODE
		if (!readtrail)
#endif
			((P4 *)_this)->seen = 0;
		if (TstOnly) return 1; /* TT */
		/* dead 1: seen_epoch */  (trpt+1)->bup.ovals[1] = ((P4 *)_this)->seen_epoch;
#ifdef HAS_CODE
		if (!readtrail)
#endif
			((P4 *)_this)->seen_epoch = 0;
		/* merge: plan_row = 0(6, 195, 6) */
		reached[4][195] = 1;
		(trpt+1)->bup.ovals[2] = ((int)now.plan_row);
		now.plan_row = 0;
#ifdef VAR_RANGES
		logval("plan_row", ((int)now.plan_row));
#endif
		;
		/* merge: goto again(6, 196, 6) */
		reached[4][196] = 1;
		;
		_m = 3; goto P999; /* 2 */
	case 51: // STATE 202 - gate.pml:396 - [((mine==timeline))] (0:0:0 - 1)
		IfNotBlocked
		reached[4][202] = 1;
		if (!((((int)((P4 *)_this)->mine)==((int)now.timeline))))
			continue;
		_m = 3; goto P999; /* 0 */
	case 52: // STATE 203 - gate.pml:348 - [assert(((seen==state)&&(seen_epoch==epoch)))] (0:228:2 - 1)
		IfNotBlocked
		reached[4][203] = 1;
		spin_assert(((((int)((P4 *)_this)->seen)==((int)now.state))&&(((int)((P4 *)_this)->seen_epoch)==((int)now.epoch))), "((seen==state)&&(seen_epoch==epoch))", II, tt, t);
		/* merge: state = 2(228, 204, 228) */
		reached[4][204] = 1;
		(trpt+1)->bup.ovals = grab_ints(2);
		(trpt+1)->bup.ovals[0] = ((int)now.state);
		now.state = 2;
#ifdef VAR_RANGES
		logval("state", ((int)now.state));
#endif
		;
		/* merge: epoch = (epoch+1)(228, 205, 228) */
		reached[4][205] = 1;
		(trpt+1)->bup.ovals[1] = ((int)now.epoch);
		now.epoch = (((int)now.epoch)+1);
#ifdef VAR_RANGES
		logval("epoch", ((int)now.epoch));
#endif
		;
		/* merge: .(goto)(0, 209, 228) */
		reached[4][209] = 1;
		;
		_m = 3; goto P999; /* 3 */
	case 53: // STATE 227 - gate.pml:330 - [D_STEP330]
		if (!(((boq == -1 && (((int)((P4 *)_this)->mine)==((int)now.timeline)))) || (boq == -1 /* else */)))
			continue;

		reached[4][227] = 1;
		reached[4][t->st] = 1;
		reached[4][tt] = 1;

		if (TstOnly) return 1;

		sv_save();
		S_446_0: /* 2 */
S_431_0: /* 2 */
		if (!((((int)((P4 *)_this)->mine)==((int)now.timeline))))
			goto S_446_1;
S_432_0: /* 2 */
		now.plan_row = 0;
#ifdef VAR_RANGES
		logval("plan_row", ((int)now.plan_row));
#endif
		;
S_433_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
S_442_0: /* 2 */
S_441_0: /* 2 */
S_434_0: /* 2 */
		if (!((((int)now.k)<1)))
			goto S_441_1;
S_435_0: /* 2 */
		now.exclusive[ Index(now.k, 1) ] = 0;
#ifdef VAR_RANGES
		logval("exclusive[k]", ((int)now.exclusive[ Index(((int)now.k), 1) ]));
#endif
		;
S_436_0: /* 2 */
		now.waits[ Index(now.k, 1) ] = 0;
#ifdef VAR_RANGES
		logval("waits[k]", ((int)now.waits[ Index(((int)now.k), 1) ]));
#endif
		;
S_437_0: /* 2 */
		now.update_row[ Index(now.k, 1) ] = 0;
#ifdef VAR_RANGES
		logval("update_row[k]", ((int)now.update_row[ Index(((int)now.k), 1) ]));
#endif
		;
S_438_0: /* 2 */
		now.k = (((int)now.k)+1);
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_442_0; /* ';' */
S_441_1: /* 3 */
S_439_0: /* 2 */
		/* else */;
S_440_0: /* 2 */
		goto S_444_0;	/* 'goto' */
S_441_2: /* 3 */
		Uerror("blocking sel in d_step (nr.7, near line 335)");
S_443_0: /* 2 */
		goto S_444_0;	/* 'break' */
S_444_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_447_0;
S_446_1: /* 3 */
S_445_0: /* 2 */
		/* else */;
		goto S_447_0;
S_446_2: /* 3 */
		Uerror("blocking sel in d_step (nr.8, near line 331)");
S_447_0: /* 2 */
		goto S_451_0;
S_451_0: /* 1 */

#if defined(C_States) && (HAS_TRACK==1)
		c_update((uchar *) &(now.c_state[0]));
#endif
		_m = 3; goto P999;

	case 54: // STATE 231 - gate.pml:266 - [((!(plan_row)||(mine!=timeline)))] (0:0:0 - 1)
		IfNotBlocked
		reached[4][231] = 1;
		if (!(( !(((int)now.plan_row))||(((int)((P4 *)_this)->mine)!=((int)now.timeline)))))
			continue;
		_m = 3; goto P999; /* 0 */
	case 55: // STATE 232 - gate.pml:268 - [((mine!=timeline))] (6:0:1 - 1)
		IfNotBlocked
		reached[4][232] = 1;
		if (!((((int)((P4 *)_this)->mine)!=((int)now.timeline))))
			continue;
		if (TstOnly) return 1; /* TT */
		/* dead 1: mine */  (trpt+1)->bup.oval = ((P4 *)_this)->mine;
#ifdef HAS_CODE
		if (!readtrail)
#endif
			((P4 *)_this)->mine = 0;
		/* merge: goto again(0, 233, 6) */
		reached[4][233] = 1;
		;
		_m = 3; goto P999; /* 1 */
	case 56: // STATE 235 - gate.pml:269 - [plan_row = 1] (0:0:1 - 1)
		IfNotBlocked
		reached[4][235] = 1;
		(trpt+1)->bup.oval = ((int)now.plan_row);
		now.plan_row = 1;
#ifdef VAR_RANGES
		logval("plan_row", ((int)now.plan_row));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 57: // STATE 238 - gate.pml:273 - [(((seen!=state)||(seen_epoch!=epoch)))] (6:0:3 - 1)
		IfNotBlocked
		reached[4][238] = 1;
		if (!(((((int)((P4 *)_this)->seen)!=((int)now.state))||(((int)((P4 *)_this)->seen_epoch)!=((int)now.epoch)))))
			continue;
		if (TstOnly) return 1; /* TT */
		/* dead 1: seen */  (trpt+1)->bup.ovals = grab_ints(3);
		(trpt+1)->bup.ovals[0] = ((P4 *)_this)->seen;
#ifdef HAS_CODE
		if (!readtrail)
#endif
			((P4 *)_this)->seen = 0;
		if (TstOnly) return 1; /* TT */
		/* dead 1: seen_epoch */  (trpt+1)->bup.ovals[1] = ((P4 *)_this)->seen_epoch;
#ifdef HAS_CODE
		if (!readtrail)
#endif
			((P4 *)_this)->seen_epoch = 0;
		/* merge: plan_row = 0(6, 239, 6) */
		reached[4][239] = 1;
		(trpt+1)->bup.ovals[2] = ((int)now.plan_row);
		now.plan_row = 0;
#ifdef VAR_RANGES
		logval("plan_row", ((int)now.plan_row));
#endif
		;
		/* merge: goto again(6, 240, 6) */
		reached[4][240] = 1;
		;
		_m = 3; goto P999; /* 2 */
	case 58: // STATE 246 - gate.pml:403 - [((mine!=timeline))] (6:0:1 - 1)
		IfNotBlocked
		reached[4][246] = 1;
		if (!((((int)((P4 *)_this)->mine)!=((int)now.timeline))))
			continue;
		if (TstOnly) return 1; /* TT */
		/* dead 1: mine */  (trpt+1)->bup.oval = ((P4 *)_this)->mine;
#ifdef HAS_CODE
		if (!readtrail)
#endif
			((P4 *)_this)->mine = 0;
		/* merge: goto again(0, 247, 6) */
		reached[4][247] = 1;
		;
		_m = 3; goto P999; /* 1 */
	case 59: // STATE 265 - gate.pml:228 - [D_STEP228]
		IfNotBlocked

		reached[4][265] = 1;
		reached[4][t->st] = 1;
		reached[4][tt] = 1;

		if (TstOnly) return 1;

		sv_save();
		S_472_0: /* 2 */
		((P4 *)_this)->is_blocked = ((int)now.veto);
#ifdef VAR_RANGES
		logval("Orchestrator:is_blocked", ((int)((P4 *)_this)->is_blocked));
#endif
		;
S_473_0: /* 2 */
		((P4 *)_this)->is_blocked = (((int)((P4 *)_this)->is_blocked)|| !(((int)now.settled)));
#ifdef VAR_RANGES
		logval("Orchestrator:is_blocked", ((int)((P4 *)_this)->is_blocked));
#endif
		;
S_474_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
S_483_0: /* 2 */
S_482_0: /* 2 */
S_475_0: /* 2 */
		if (!((((int)now.k)<(1*2))))
			goto S_482_1;
S_476_0: /* 2 */
		((P4 *)_this)->is_blocked = (((int)((P4 *)_this)->is_blocked)||(((int)now.live[ Index(((int)now.k), 2) ])==1));
#ifdef VAR_RANGES
		logval("Orchestrator:is_blocked", ((int)((P4 *)_this)->is_blocked));
#endif
		;
S_477_0: /* 2 */
		((P4 *)_this)->is_blocked = (((int)((P4 *)_this)->is_blocked)||(((int)now.out[ Index(((int)now.k), 2) ])&&(((int)((P4 *)_this)->seen)!=0)));
#ifdef VAR_RANGES
		logval("Orchestrator:is_blocked", ((int)((P4 *)_this)->is_blocked));
#endif
		;
S_478_0: /* 2 */
		((P4 *)_this)->is_blocked = (((int)((P4 *)_this)->is_blocked)||(((int)now.leftover[ Index((((int)now.k)/2), 1) ])&&(((int)((P4 *)_this)->seen)!=0)));
#ifdef VAR_RANGES
		logval("Orchestrator:is_blocked", ((int)((P4 *)_this)->is_blocked));
#endif
		;
S_479_0: /* 2 */
		now.k = (((int)now.k)+1);
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_483_0; /* ';' */
S_482_1: /* 3 */
S_480_0: /* 2 */
		/* else */;
S_481_0: /* 2 */
		goto S_484_0;	/* 'goto' */
S_482_2: /* 3 */
		Uerror("blocking sel in d_step (nr.9, near line 234)");
S_484_0: /* 2 */
		goto S_485_0;	/* 'break' */
S_485_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_488_0;
S_488_0: /* 1 */

#if defined(C_States) && (HAS_TRACK==1)
		c_update((uchar *) &(now.c_state[0]));
#endif
		_m = 3; goto P999;

	case 60: // STATE 267 - gate.pml:408 - [a = 0] (0:273:1 - 1)
		IfNotBlocked
		reached[4][267] = 1;
		(trpt+1)->bup.oval = ((int)((P4 *)_this)->a);
		((P4 *)_this)->a = 0;
#ifdef VAR_RANGES
		logval("Orchestrator:a", ((int)((P4 *)_this)->a));
#endif
		;
		/* merge: .(goto)(0, 274, 273) */
		reached[4][274] = 1;
		;
		_m = 3; goto P999; /* 1 */
	case 61: // STATE 268 - gate.pml:410 - [((a<1))] (273:0:2 - 1)
		IfNotBlocked
		reached[4][268] = 1;
		if (!((((int)((P4 *)_this)->a)<1)))
			continue;
		/* merge: is_blocked = (is_blocked||!(min_version[a]))(273, 269, 273) */
		reached[4][269] = 1;
		(trpt+1)->bup.ovals = grab_ints(2);
		(trpt+1)->bup.ovals[0] = ((int)((P4 *)_this)->is_blocked);
		((P4 *)_this)->is_blocked = (((int)((P4 *)_this)->is_blocked)|| !(((int)now.min_version[ Index(((int)((P4 *)_this)->a), 1) ])));
#ifdef VAR_RANGES
		logval("Orchestrator:is_blocked", ((int)((P4 *)_this)->is_blocked));
#endif
		;
		/* merge: a = (a+1)(273, 270, 273) */
		reached[4][270] = 1;
		(trpt+1)->bup.ovals[1] = ((int)((P4 *)_this)->a);
		((P4 *)_this)->a = (((int)((P4 *)_this)->a)+1);
#ifdef VAR_RANGES
		logval("Orchestrator:a", ((int)((P4 *)_this)->a));
#endif
		;
		/* merge: .(goto)(0, 274, 273) */
		reached[4][274] = 1;
		;
		_m = 3; goto P999; /* 3 */
	case 62: // STATE 276 - gate.pml:413 - [a = 0] (0:299:1 - 3)
		IfNotBlocked
		reached[4][276] = 1;
		(trpt+1)->bup.oval = ((int)((P4 *)_this)->a);
		((P4 *)_this)->a = 0;
#ifdef VAR_RANGES
		logval("Orchestrator:a", ((int)((P4 *)_this)->a));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 63: // STATE 277 - gate.pml:415 - [(is_blocked)] (0:0:1 - 1)
		IfNotBlocked
		reached[4][277] = 1;
		if (!(((int)((P4 *)_this)->is_blocked)))
			continue;
		if (TstOnly) return 1; /* TT */
		/* dead 1: is_blocked */  (trpt+1)->bup.oval = ((P4 *)_this)->is_blocked;
#ifdef HAS_CODE
		if (!readtrail)
#endif
			((P4 *)_this)->is_blocked = 0;
		_m = 3; goto P999; /* 0 */
	case 64: // STATE 295 - gate.pml:330 - [D_STEP330]
		if (!(((boq == -1 && (((int)((P4 *)_this)->mine)==((int)now.timeline)))) || (boq == -1 /* else */)))
			continue;

		reached[4][295] = 1;
		reached[4][t->st] = 1;
		reached[4][tt] = 1;

		if (TstOnly) return 1;

		sv_save();
		S_514_0: /* 2 */
S_499_0: /* 2 */
		if (!((((int)((P4 *)_this)->mine)==((int)now.timeline))))
			goto S_514_1;
S_500_0: /* 2 */
		now.plan_row = 0;
#ifdef VAR_RANGES
		logval("plan_row", ((int)now.plan_row));
#endif
		;
S_501_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
S_510_0: /* 2 */
S_509_0: /* 2 */
S_502_0: /* 2 */
		if (!((((int)now.k)<1)))
			goto S_509_1;
S_503_0: /* 2 */
		now.exclusive[ Index(now.k, 1) ] = 0;
#ifdef VAR_RANGES
		logval("exclusive[k]", ((int)now.exclusive[ Index(((int)now.k), 1) ]));
#endif
		;
S_504_0: /* 2 */
		now.waits[ Index(now.k, 1) ] = 0;
#ifdef VAR_RANGES
		logval("waits[k]", ((int)now.waits[ Index(((int)now.k), 1) ]));
#endif
		;
S_505_0: /* 2 */
		now.update_row[ Index(now.k, 1) ] = 0;
#ifdef VAR_RANGES
		logval("update_row[k]", ((int)now.update_row[ Index(((int)now.k), 1) ]));
#endif
		;
S_506_0: /* 2 */
		now.k = (((int)now.k)+1);
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_510_0; /* ';' */
S_509_1: /* 3 */
S_507_0: /* 2 */
		/* else */;
S_508_0: /* 2 */
		goto S_512_0;	/* 'goto' */
S_509_2: /* 3 */
		Uerror("blocking sel in d_step (nr.10, near line 335)");
S_511_0: /* 2 */
		goto S_512_0;	/* 'break' */
S_512_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_515_0;
S_514_1: /* 3 */
S_513_0: /* 2 */
		/* else */;
		goto S_515_0;
S_514_2: /* 3 */
		Uerror("blocking sel in d_step (nr.11, near line 331)");
S_515_0: /* 2 */
		goto S_518_0;
S_518_0: /* 1 */

#if defined(C_States) && (HAS_TRACK==1)
		c_update((uchar *) &(now.c_state[0]));
#endif
		_m = 3; goto P999;

	case 65: // STATE 297 - gate.pml:415 - [goto again] (0:6:0 - 2)
		IfNotBlocked
		reached[4][297] = 1;
		;
		_m = 3; goto P999; /* 0 */
	case 66: // STATE 300 - gate.pml:419 - [.(goto)] (0:345:0 - 1)
		IfNotBlocked
		reached[4][300] = 1;
		;
		/* merge: assert(!(veto))(345, 301, 345) */
		reached[4][301] = 1;
		spin_assert( !(((int)now.veto)), " !(veto)", II, tt, t);
		_m = 3; goto P999; /* 1 */
	case 67: // STATE 303 - gate.pml:426 - [((mine==timeline))] (0:0:0 - 1)
		IfNotBlocked
		reached[4][303] = 1;
		if (!((((int)((P4 *)_this)->mine)==((int)now.timeline))))
			continue;
		_m = 3; goto P999; /* 0 */
	case 68: // STATE 314 - gate.pml:252 - [D_STEP252]
		IfNotBlocked

		reached[4][314] = 1;
		reached[4][t->st] = 1;
		reached[4][tt] = 1;

		if (TstOnly) return 1;

		sv_save();
		S_525_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
S_532_0: /* 2 */
S_531_0: /* 2 */
S_526_0: /* 2 */
		if (!((((int)now.k)<(1*2))))
			goto S_531_1;
S_527_0: /* 2 */
		spin_assert((((((int)now.uses[ Index(((int)now.k), 2) ])!=1)&& !(((int)now.old_work[ Index(((int)now.k), 2) ])))&& !(((int)now.leftover[ Index((((int)now.k)/2), 1) ]))), "(((uses[k]!=1)&& !(old_work[k]))&& !(leftover[(k/2)]))", II, tt, t);
S_528_0: /* 2 */
		now.k = (((int)now.k)+1);
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_532_0; /* ';' */
S_531_1: /* 3 */
S_529_0: /* 2 */
		/* else */;
S_530_0: /* 2 */
		goto S_533_0;	/* 'goto' */
S_531_2: /* 3 */
		Uerror("blocking sel in d_step (nr.12, near line 254)");
S_533_0: /* 2 */
		goto S_534_0;	/* 'break' */
S_534_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_543_0;
S_543_0: /* 1 */

#if defined(C_States) && (HAS_TRACK==1)
		c_update((uchar *) &(now.c_state[0]));
#endif
		_m = 3; goto P999;

	case 69: // STATE 322 - gate.pml:428 - [D_STEP428]
		/* default 258 */
		

		reached[4][322] = 1;
		reached[4][t->st] = 1;
		reached[4][tt] = 1;

		if (TstOnly) return 1;


		reached[4][322] = 1;
		reached[4][t->st] = 1;
		reached[4][tt] = 1;

		sv_save();
		S_540_0: /* 2 */
S_537_0: /* 2 */
		spin_assert(((((int)((P4 *)_this)->seen)==((int)now.state))&&(((int)((P4 *)_this)->seen_epoch)==((int)now.epoch))), "((seen==state)&&(seen_epoch==epoch))", II, tt, t);
S_538_0: /* 2 */
		now.state = 3;
#ifdef VAR_RANGES
		logval("state", ((int)now.state));
#endif
		;
S_539_0: /* 2 */
		now.epoch = (((int)now.epoch)+1);
#ifdef VAR_RANGES
		logval("epoch", ((int)now.epoch));
#endif
		;
		goto S_541_0;
S_541_0: /* 2 */
		now.writable = 0;
#ifdef VAR_RANGES
		logval("writable", ((int)now.writable));
#endif
		;
S_542_0: /* 2 */
		now.shim = 1;
#ifdef VAR_RANGES
		logval("shim", ((int)now.shim));
#endif
		;
		goto S_546_0;
S_546_0: /* 1 */

#if defined(C_States) && (HAS_TRACK==1)
		c_update((uchar *) &(now.c_state[0]));
#endif
		_m = 3; goto P999;

	case 70: // STATE 343 - gate.pml:330 - [D_STEP330]
		if (!(((boq == -1 && (((int)((P4 *)_this)->mine)==((int)now.timeline)))) || (boq == -1 /* else */)))
			continue;

		reached[4][343] = 1;
		reached[4][t->st] = 1;
		reached[4][tt] = 1;

		if (TstOnly) return 1;

		sv_save();
		S_562_0: /* 2 */
S_547_0: /* 2 */
		if (!((((int)((P4 *)_this)->mine)==((int)now.timeline))))
			goto S_562_1;
S_548_0: /* 2 */
		now.plan_row = 0;
#ifdef VAR_RANGES
		logval("plan_row", ((int)now.plan_row));
#endif
		;
S_549_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
S_558_0: /* 2 */
S_557_0: /* 2 */
S_550_0: /* 2 */
		if (!((((int)now.k)<1)))
			goto S_557_1;
S_551_0: /* 2 */
		now.exclusive[ Index(now.k, 1) ] = 0;
#ifdef VAR_RANGES
		logval("exclusive[k]", ((int)now.exclusive[ Index(((int)now.k), 1) ]));
#endif
		;
S_552_0: /* 2 */
		now.waits[ Index(now.k, 1) ] = 0;
#ifdef VAR_RANGES
		logval("waits[k]", ((int)now.waits[ Index(((int)now.k), 1) ]));
#endif
		;
S_553_0: /* 2 */
		now.update_row[ Index(now.k, 1) ] = 0;
#ifdef VAR_RANGES
		logval("update_row[k]", ((int)now.update_row[ Index(((int)now.k), 1) ]));
#endif
		;
S_554_0: /* 2 */
		now.k = (((int)now.k)+1);
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_558_0; /* ';' */
S_557_1: /* 3 */
S_555_0: /* 2 */
		/* else */;
S_556_0: /* 2 */
		goto S_560_0;	/* 'goto' */
S_557_2: /* 3 */
		Uerror("blocking sel in d_step (nr.13, near line 335)");
S_559_0: /* 2 */
		goto S_560_0;	/* 'break' */
S_560_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_563_0;
S_562_1: /* 3 */
S_561_0: /* 2 */
		/* else */;
		goto S_563_0;
S_562_2: /* 3 */
		Uerror("blocking sel in d_step (nr.14, near line 331)");
S_563_0: /* 2 */
		goto S_567_0;
S_567_0: /* 1 */

#if defined(C_States) && (HAS_TRACK==1)
		c_update((uchar *) &(now.c_state[0]));
#endif
		_m = 3; goto P999;

	case 71: // STATE 347 - gate.pml:266 - [((!(plan_row)||(mine!=timeline)))] (0:0:0 - 1)
		IfNotBlocked
		reached[4][347] = 1;
		if (!(( !(((int)now.plan_row))||(((int)((P4 *)_this)->mine)!=((int)now.timeline)))))
			continue;
		_m = 3; goto P999; /* 0 */
	case 72: // STATE 348 - gate.pml:268 - [((mine!=timeline))] (6:0:1 - 1)
		IfNotBlocked
		reached[4][348] = 1;
		if (!((((int)((P4 *)_this)->mine)!=((int)now.timeline))))
			continue;
		if (TstOnly) return 1; /* TT */
		/* dead 1: mine */  (trpt+1)->bup.oval = ((P4 *)_this)->mine;
#ifdef HAS_CODE
		if (!readtrail)
#endif
			((P4 *)_this)->mine = 0;
		/* merge: goto again(0, 349, 6) */
		reached[4][349] = 1;
		;
		_m = 3; goto P999; /* 1 */
	case 73: // STATE 351 - gate.pml:269 - [plan_row = 1] (0:0:1 - 1)
		IfNotBlocked
		reached[4][351] = 1;
		(trpt+1)->bup.oval = ((int)now.plan_row);
		now.plan_row = 1;
#ifdef VAR_RANGES
		logval("plan_row", ((int)now.plan_row));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 74: // STATE 354 - gate.pml:273 - [(((seen!=state)||(seen_epoch!=epoch)))] (6:0:3 - 1)
		IfNotBlocked
		reached[4][354] = 1;
		if (!(((((int)((P4 *)_this)->seen)!=((int)now.state))||(((int)((P4 *)_this)->seen_epoch)!=((int)now.epoch)))))
			continue;
		if (TstOnly) return 1; /* TT */
		/* dead 1: seen */  (trpt+1)->bup.ovals = grab_ints(3);
		(trpt+1)->bup.ovals[0] = ((P4 *)_this)->seen;
#ifdef HAS_CODE
		if (!readtrail)
#endif
			((P4 *)_this)->seen = 0;
		if (TstOnly) return 1; /* TT */
		/* dead 1: seen_epoch */  (trpt+1)->bup.ovals[1] = ((P4 *)_this)->seen_epoch;
#ifdef HAS_CODE
		if (!readtrail)
#endif
			((P4 *)_this)->seen_epoch = 0;
		/* merge: plan_row = 0(6, 355, 6) */
		reached[4][355] = 1;
		(trpt+1)->bup.ovals[2] = ((int)now.plan_row);
		now.plan_row = 0;
#ifdef VAR_RANGES
		logval("plan_row", ((int)now.plan_row));
#endif
		;
		/* merge: goto again(6, 356, 6) */
		reached[4][356] = 1;
		;
		_m = 3; goto P999; /* 2 */
	case 75: // STATE 362 - gate.pml:439 - [((mine!=timeline))] (6:0:1 - 1)
		IfNotBlocked
		reached[4][362] = 1;
		if (!((((int)((P4 *)_this)->mine)!=((int)now.timeline))))
			continue;
		if (TstOnly) return 1; /* TT */
		/* dead 1: mine */  (trpt+1)->bup.oval = ((P4 *)_this)->mine;
#ifdef HAS_CODE
		if (!readtrail)
#endif
			((P4 *)_this)->mine = 0;
		/* merge: goto again(0, 363, 6) */
		reached[4][363] = 1;
		;
		_m = 3; goto P999; /* 1 */
	case 76: // STATE 381 - gate.pml:228 - [D_STEP228]
		IfNotBlocked

		reached[4][381] = 1;
		reached[4][t->st] = 1;
		reached[4][tt] = 1;

		if (TstOnly) return 1;

		sv_save();
		S_588_0: /* 2 */
		((P4 *)_this)->is_blocked = ((int)now.veto);
#ifdef VAR_RANGES
		logval("Orchestrator:is_blocked", ((int)((P4 *)_this)->is_blocked));
#endif
		;
S_589_0: /* 2 */
		((P4 *)_this)->is_blocked = (((int)((P4 *)_this)->is_blocked)|| !(((int)now.settled)));
#ifdef VAR_RANGES
		logval("Orchestrator:is_blocked", ((int)((P4 *)_this)->is_blocked));
#endif
		;
S_590_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
S_599_0: /* 2 */
S_598_0: /* 2 */
S_591_0: /* 2 */
		if (!((((int)now.k)<(1*2))))
			goto S_598_1;
S_592_0: /* 2 */
		((P4 *)_this)->is_blocked = (((int)((P4 *)_this)->is_blocked)||(((int)now.live[ Index(((int)now.k), 2) ])==1));
#ifdef VAR_RANGES
		logval("Orchestrator:is_blocked", ((int)((P4 *)_this)->is_blocked));
#endif
		;
S_593_0: /* 2 */
		((P4 *)_this)->is_blocked = (((int)((P4 *)_this)->is_blocked)||(((int)now.out[ Index(((int)now.k), 2) ])&&(((int)((P4 *)_this)->seen)!=0)));
#ifdef VAR_RANGES
		logval("Orchestrator:is_blocked", ((int)((P4 *)_this)->is_blocked));
#endif
		;
S_594_0: /* 2 */
		((P4 *)_this)->is_blocked = (((int)((P4 *)_this)->is_blocked)||(((int)now.leftover[ Index((((int)now.k)/2), 1) ])&&(((int)((P4 *)_this)->seen)!=0)));
#ifdef VAR_RANGES
		logval("Orchestrator:is_blocked", ((int)((P4 *)_this)->is_blocked));
#endif
		;
S_595_0: /* 2 */
		now.k = (((int)now.k)+1);
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_599_0; /* ';' */
S_598_1: /* 3 */
S_596_0: /* 2 */
		/* else */;
S_597_0: /* 2 */
		goto S_600_0;	/* 'goto' */
S_598_2: /* 3 */
		Uerror("blocking sel in d_step (nr.15, near line 234)");
S_600_0: /* 2 */
		goto S_601_0;	/* 'break' */
S_601_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_626_0;
S_626_0: /* 1 */

#if defined(C_States) && (HAS_TRACK==1)
		c_update((uchar *) &(now.c_state[0]));
#endif
		_m = 3; goto P999;

	case 77: // STATE 383 - gate.pml:444 - [(is_blocked)] (0:0:1 - 1)
		IfNotBlocked
		reached[4][383] = 1;
		if (!(((int)((P4 *)_this)->is_blocked)))
			continue;
		if (TstOnly) return 1; /* TT */
		/* dead 1: is_blocked */  (trpt+1)->bup.oval = ((P4 *)_this)->is_blocked;
#ifdef HAS_CODE
		if (!readtrail)
#endif
			((P4 *)_this)->is_blocked = 0;
		_m = 3; goto P999; /* 0 */
	case 78: // STATE 401 - gate.pml:330 - [D_STEP330]
		if (!(((boq == -1 && (((int)((P4 *)_this)->mine)==((int)now.timeline)))) || (boq == -1 /* else */)))
			continue;

		reached[4][401] = 1;
		reached[4][t->st] = 1;
		reached[4][tt] = 1;

		if (TstOnly) return 1;

		sv_save();
		S_620_0: /* 2 */
S_605_0: /* 2 */
		if (!((((int)((P4 *)_this)->mine)==((int)now.timeline))))
			goto S_620_1;
S_606_0: /* 2 */
		now.plan_row = 0;
#ifdef VAR_RANGES
		logval("plan_row", ((int)now.plan_row));
#endif
		;
S_607_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
S_616_0: /* 2 */
S_615_0: /* 2 */
S_608_0: /* 2 */
		if (!((((int)now.k)<1)))
			goto S_615_1;
S_609_0: /* 2 */
		now.exclusive[ Index(now.k, 1) ] = 0;
#ifdef VAR_RANGES
		logval("exclusive[k]", ((int)now.exclusive[ Index(((int)now.k), 1) ]));
#endif
		;
S_610_0: /* 2 */
		now.waits[ Index(now.k, 1) ] = 0;
#ifdef VAR_RANGES
		logval("waits[k]", ((int)now.waits[ Index(((int)now.k), 1) ]));
#endif
		;
S_611_0: /* 2 */
		now.update_row[ Index(now.k, 1) ] = 0;
#ifdef VAR_RANGES
		logval("update_row[k]", ((int)now.update_row[ Index(((int)now.k), 1) ]));
#endif
		;
S_612_0: /* 2 */
		now.k = (((int)now.k)+1);
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_616_0; /* ';' */
S_615_1: /* 3 */
S_613_0: /* 2 */
		/* else */;
S_614_0: /* 2 */
		goto S_618_0;	/* 'goto' */
S_615_2: /* 3 */
		Uerror("blocking sel in d_step (nr.16, near line 335)");
S_617_0: /* 2 */
		goto S_618_0;	/* 'break' */
S_618_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_621_0;
S_620_1: /* 3 */
S_619_0: /* 2 */
		/* else */;
		goto S_621_0;
S_620_2: /* 3 */
		Uerror("blocking sel in d_step (nr.17, near line 331)");
S_621_0: /* 2 */
		goto S_624_0;
S_624_0: /* 1 */

#if defined(C_States) && (HAS_TRACK==1)
		c_update((uchar *) &(now.c_state[0]));
#endif
		_m = 3; goto P999;

	case 79: // STATE 403 - gate.pml:444 - [goto again] (0:6:0 - 2)
		IfNotBlocked
		reached[4][403] = 1;
		;
		_m = 3; goto P999; /* 0 */
	case 80: // STATE 408 - gate.pml:450 - [((mine==timeline))] (0:0:0 - 1)
		IfNotBlocked
		reached[4][408] = 1;
		if (!((((int)((P4 *)_this)->mine)==((int)now.timeline))))
			continue;
		_m = 3; goto P999; /* 0 */
	case 81: // STATE 419 - gate.pml:252 - [D_STEP252]
		IfNotBlocked

		reached[4][419] = 1;
		reached[4][t->st] = 1;
		reached[4][tt] = 1;

		if (TstOnly) return 1;

		sv_save();
		S_630_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
S_637_0: /* 2 */
S_636_0: /* 2 */
S_631_0: /* 2 */
		if (!((((int)now.k)<(1*2))))
			goto S_636_1;
S_632_0: /* 2 */
		spin_assert((((((int)now.uses[ Index(((int)now.k), 2) ])!=1)&& !(((int)now.old_work[ Index(((int)now.k), 2) ])))&& !(((int)now.leftover[ Index((((int)now.k)/2), 1) ]))), "(((uses[k]!=1)&& !(old_work[k]))&& !(leftover[(k/2)]))", II, tt, t);
S_633_0: /* 2 */
		now.k = (((int)now.k)+1);
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_637_0; /* ';' */
S_636_1: /* 3 */
S_634_0: /* 2 */
		/* else */;
S_635_0: /* 2 */
		goto S_638_0;	/* 'goto' */
S_636_2: /* 3 */
		Uerror("blocking sel in d_step (nr.18, near line 254)");
S_638_0: /* 2 */
		goto S_639_0;	/* 'break' */
S_639_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_642_0;
S_642_0: /* 1 */

#if defined(C_States) && (HAS_TRACK==1)
		c_update((uchar *) &(now.c_state[0]));
#endif
		_m = 3; goto P999;

	case 82: // STATE 421 - gate.pml:452 - [assert(((seen==3)&&!(writable)))] (0:427:0 - 1)
		IfNotBlocked
		reached[4][421] = 1;
		spin_assert(((((int)((P4 *)_this)->seen)==3)&& !(((int)now.writable))), "((seen==3)&& !(writable))", II, tt, t);
		_m = 3; goto P999; /* 0 */
	case 83: // STATE 427 - gate.pml:453 - [D_STEP453]
		/* default 258 */
		

		reached[4][427] = 1;
		reached[4][t->st] = 1;
		reached[4][tt] = 1;

		if (TstOnly) return 1;


		reached[4][427] = 1;
		reached[4][t->st] = 1;
		reached[4][tt] = 1;

		sv_save();
		S_646_0: /* 2 */
S_643_0: /* 2 */
		spin_assert(((((int)((P4 *)_this)->seen)==((int)now.state))&&(((int)((P4 *)_this)->seen_epoch)==((int)now.epoch))), "((seen==state)&&(seen_epoch==epoch))", II, tt, t);
S_644_0: /* 2 */
		now.state = 4;
#ifdef VAR_RANGES
		logval("state", ((int)now.state));
#endif
		;
S_645_0: /* 2 */
		now.epoch = (((int)now.epoch)+1);
#ifdef VAR_RANGES
		logval("epoch", ((int)now.epoch));
#endif
		;
		goto S_647_0;
S_647_0: /* 2 */
		now.shim = 0;
#ifdef VAR_RANGES
		logval("shim", ((int)now.shim));
#endif
		;
		goto S_651_0;
S_651_0: /* 1 */

#if defined(C_States) && (HAS_TRACK==1)
		c_update((uchar *) &(now.c_state[0]));
#endif
		_m = 3; goto P999;

	case 84: // STATE 448 - gate.pml:330 - [D_STEP330]
		if (!(((boq == -1 && (((int)((P4 *)_this)->mine)==((int)now.timeline)))) || (boq == -1 /* else */)))
			continue;

		reached[4][448] = 1;
		reached[4][t->st] = 1;
		reached[4][tt] = 1;

		if (TstOnly) return 1;

		sv_save();
		S_667_0: /* 2 */
S_652_0: /* 2 */
		if (!((((int)((P4 *)_this)->mine)==((int)now.timeline))))
			goto S_667_1;
S_653_0: /* 2 */
		now.plan_row = 0;
#ifdef VAR_RANGES
		logval("plan_row", ((int)now.plan_row));
#endif
		;
S_654_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
S_663_0: /* 2 */
S_662_0: /* 2 */
S_655_0: /* 2 */
		if (!((((int)now.k)<1)))
			goto S_662_1;
S_656_0: /* 2 */
		now.exclusive[ Index(now.k, 1) ] = 0;
#ifdef VAR_RANGES
		logval("exclusive[k]", ((int)now.exclusive[ Index(((int)now.k), 1) ]));
#endif
		;
S_657_0: /* 2 */
		now.waits[ Index(now.k, 1) ] = 0;
#ifdef VAR_RANGES
		logval("waits[k]", ((int)now.waits[ Index(((int)now.k), 1) ]));
#endif
		;
S_658_0: /* 2 */
		now.update_row[ Index(now.k, 1) ] = 0;
#ifdef VAR_RANGES
		logval("update_row[k]", ((int)now.update_row[ Index(((int)now.k), 1) ]));
#endif
		;
S_659_0: /* 2 */
		now.k = (((int)now.k)+1);
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_663_0; /* ';' */
S_662_1: /* 3 */
S_660_0: /* 2 */
		/* else */;
S_661_0: /* 2 */
		goto S_665_0;	/* 'goto' */
S_662_2: /* 3 */
		Uerror("blocking sel in d_step (nr.19, near line 335)");
S_664_0: /* 2 */
		goto S_665_0;	/* 'break' */
S_665_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_668_0;
S_667_1: /* 3 */
S_666_0: /* 2 */
		/* else */;
		goto S_668_0;
S_667_2: /* 3 */
		Uerror("blocking sel in d_step (nr.20, near line 331)");
S_668_0: /* 2 */
		goto S_672_0;
S_672_0: /* 1 */

#if defined(C_States) && (HAS_TRACK==1)
		c_update((uchar *) &(now.c_state[0]));
#endif
		_m = 3; goto P999;

	case 85: // STATE 452 - gate.pml:266 - [((!(plan_row)||(mine!=timeline)))] (0:0:0 - 1)
		IfNotBlocked
		reached[4][452] = 1;
		if (!(( !(((int)now.plan_row))||(((int)((P4 *)_this)->mine)!=((int)now.timeline)))))
			continue;
		_m = 3; goto P999; /* 0 */
	case 86: // STATE 453 - gate.pml:268 - [((mine!=timeline))] (6:0:1 - 1)
		IfNotBlocked
		reached[4][453] = 1;
		if (!((((int)((P4 *)_this)->mine)!=((int)now.timeline))))
			continue;
		if (TstOnly) return 1; /* TT */
		/* dead 1: mine */  (trpt+1)->bup.oval = ((P4 *)_this)->mine;
#ifdef HAS_CODE
		if (!readtrail)
#endif
			((P4 *)_this)->mine = 0;
		/* merge: goto again(0, 454, 6) */
		reached[4][454] = 1;
		;
		_m = 3; goto P999; /* 1 */
	case 87: // STATE 456 - gate.pml:269 - [plan_row = 1] (0:0:1 - 1)
		IfNotBlocked
		reached[4][456] = 1;
		(trpt+1)->bup.oval = ((int)now.plan_row);
		now.plan_row = 1;
#ifdef VAR_RANGES
		logval("plan_row", ((int)now.plan_row));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 88: // STATE 459 - gate.pml:273 - [(((seen!=state)||(seen_epoch!=epoch)))] (6:0:3 - 1)
		IfNotBlocked
		reached[4][459] = 1;
		if (!(((((int)((P4 *)_this)->seen)!=((int)now.state))||(((int)((P4 *)_this)->seen_epoch)!=((int)now.epoch)))))
			continue;
		if (TstOnly) return 1; /* TT */
		/* dead 1: seen */  (trpt+1)->bup.ovals = grab_ints(3);
		(trpt+1)->bup.ovals[0] = ((P4 *)_this)->seen;
#ifdef HAS_CODE
		if (!readtrail)
#endif
			((P4 *)_this)->seen = 0;
		if (TstOnly) return 1; /* TT */
		/* dead 1: seen_epoch */  (trpt+1)->bup.ovals[1] = ((P4 *)_this)->seen_epoch;
#ifdef HAS_CODE
		if (!readtrail)
#endif
			((P4 *)_this)->seen_epoch = 0;
		/* merge: plan_row = 0(6, 460, 6) */
		reached[4][460] = 1;
		(trpt+1)->bup.ovals[2] = ((int)now.plan_row);
		now.plan_row = 0;
#ifdef VAR_RANGES
		logval("plan_row", ((int)now.plan_row));
#endif
		;
		/* merge: goto again(6, 461, 6) */
		reached[4][461] = 1;
		;
		_m = 3; goto P999; /* 2 */
	case 89: // STATE 467 - gate.pml:283 - [a = 0] (0:0:1 - 1)
		IfNotBlocked
		reached[4][467] = 1;
		(trpt+1)->bup.oval = ((int)((P4 *)_this)->a);
		((P4 *)_this)->a = 0;
#ifdef VAR_RANGES
		logval("Orchestrator:a", ((int)((P4 *)_this)->a));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 90: // STATE 468 - gate.pml:285 - [((a<1))] (0:0:0 - 1)
		IfNotBlocked
		reached[4][468] = 1;
		if (!((((int)((P4 *)_this)->a)<1)))
			continue;
		_m = 3; goto P999; /* 0 */
	case 91: // STATE 469 - gate.pml:289 - [((mine==timeline))] (485:0:1 - 1)
		IfNotBlocked
		reached[4][469] = 1;
		if (!((((int)((P4 *)_this)->mine)==((int)now.timeline))))
			continue;
		/* merge: waits[a] = 1(485, 470, 485) */
		reached[4][470] = 1;
		(trpt+1)->bup.oval = ((int)now.waits[ Index(((int)((P4 *)_this)->a), 1) ]);
		now.waits[ Index(((P4 *)_this)->a, 1) ] = 1;
#ifdef VAR_RANGES
		logval("waits[Orchestrator:a]", ((int)now.waits[ Index(((int)((P4 *)_this)->a), 1) ]));
#endif
		;
		/* merge: .(goto)(485, 474, 485) */
		reached[4][474] = 1;
		;
		_m = 3; goto P999; /* 2 */
	case 92: // STATE 476 - gate.pml:294 - [((((shared[a]==0)&&!(exclusive[a]))||(mine!=timeline)))] (0:0:0 - 1)
		IfNotBlocked
		reached[4][476] = 1;
		if (!((((((int)now.shared[ Index(((int)((P4 *)_this)->a), 1) ])==0)&& !(((int)now.exclusive[ Index(((int)((P4 *)_this)->a), 1) ])))||(((int)((P4 *)_this)->mine)!=((int)now.timeline)))))
			continue;
		_m = 3; goto P999; /* 0 */
	case 93: // STATE 477 - gate.pml:296 - [((mine==timeline))] (489:0:3 - 1)
		IfNotBlocked
		reached[4][477] = 1;
		if (!((((int)((P4 *)_this)->mine)==((int)now.timeline))))
			continue;
		/* merge: waits[a] = 0(489, 478, 489) */
		reached[4][478] = 1;
		(trpt+1)->bup.ovals = grab_ints(3);
		(trpt+1)->bup.ovals[0] = ((int)now.waits[ Index(((int)((P4 *)_this)->a), 1) ]);
		now.waits[ Index(((P4 *)_this)->a, 1) ] = 0;
#ifdef VAR_RANGES
		logval("waits[Orchestrator:a]", ((int)now.waits[ Index(((int)((P4 *)_this)->a), 1) ]));
#endif
		;
		/* merge: exclusive[a] = 1(489, 479, 489) */
		reached[4][479] = 1;
		(trpt+1)->bup.ovals[1] = ((int)now.exclusive[ Index(((int)((P4 *)_this)->a), 1) ]);
		now.exclusive[ Index(((P4 *)_this)->a, 1) ] = 1;
#ifdef VAR_RANGES
		logval("exclusive[Orchestrator:a]", ((int)now.exclusive[ Index(((int)((P4 *)_this)->a), 1) ]));
#endif
		;
		/* merge: .(goto)(489, 484, 489) */
		reached[4][484] = 1;
		;
		/* merge: a = (a+1)(489, 486, 489) */
		reached[4][486] = 1;
		(trpt+1)->bup.ovals[2] = ((int)((P4 *)_this)->a);
		((P4 *)_this)->a = (((int)((P4 *)_this)->a)+1);
#ifdef VAR_RANGES
		logval("Orchestrator:a", ((int)((P4 *)_this)->a));
#endif
		;
		/* merge: .(goto)(0, 490, 489) */
		reached[4][490] = 1;
		;
		_m = 3; goto P999; /* 5 */
	case 94: // STATE 481 - gate.pml:297 - [a = 0] (0:6:1 - 1)
		IfNotBlocked
		reached[4][481] = 1;
		(trpt+1)->bup.oval = ((int)((P4 *)_this)->a);
		((P4 *)_this)->a = 0;
#ifdef VAR_RANGES
		logval("Orchestrator:a", ((int)((P4 *)_this)->a));
#endif
		;
		/* merge: goto again(6, 482, 6) */
		reached[4][482] = 1;
		;
		_m = 3; goto P999; /* 1 */
	case 95: // STATE 492 - gate.pml:304 - [a = 0] (0:513:1 - 3)
		IfNotBlocked
		reached[4][492] = 1;
		(trpt+1)->bup.oval = ((int)((P4 *)_this)->a);
		((P4 *)_this)->a = 0;
#ifdef VAR_RANGES
		logval("Orchestrator:a", ((int)((P4 *)_this)->a));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 96: // STATE 494 - gate.pml:310 - [a = 0] (0:0:1 - 1)
		IfNotBlocked
		reached[4][494] = 1;
		(trpt+1)->bup.oval = ((int)((P4 *)_this)->a);
		((P4 *)_this)->a = 0;
#ifdef VAR_RANGES
		logval("Orchestrator:a", ((int)((P4 *)_this)->a));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 97: // STATE 495 - gate.pml:312 - [((a<1))] (0:0:0 - 1)
		IfNotBlocked
		reached[4][495] = 1;
		if (!((((int)((P4 *)_this)->a)<1)))
			continue;
		_m = 3; goto P999; /* 0 */
	case 98: // STATE 496 - gate.pml:314 - [(((share_row[a]==0)||(mine!=timeline)))] (0:0:0 - 1)
		IfNotBlocked
		reached[4][496] = 1;
		if (!(((((int)now.share_row[ Index(((int)((P4 *)_this)->a), 1) ])==0)||(((int)((P4 *)_this)->mine)!=((int)now.timeline)))))
			continue;
		_m = 3; goto P999; /* 0 */
	case 99: // STATE 497 - gate.pml:316 - [((mine==timeline))] (508:0:2 - 1)
		IfNotBlocked
		reached[4][497] = 1;
		if (!((((int)((P4 *)_this)->mine)==((int)now.timeline))))
			continue;
		/* merge: update_row[a] = 1(508, 498, 508) */
		reached[4][498] = 1;
		(trpt+1)->bup.ovals = grab_ints(2);
		(trpt+1)->bup.ovals[0] = ((int)now.update_row[ Index(((int)((P4 *)_this)->a), 1) ]);
		now.update_row[ Index(((P4 *)_this)->a, 1) ] = 1;
#ifdef VAR_RANGES
		logval("update_row[Orchestrator:a]", ((int)now.update_row[ Index(((int)((P4 *)_this)->a), 1) ]));
#endif
		;
		/* merge: .(goto)(508, 503, 508) */
		reached[4][503] = 1;
		;
		/* merge: a = (a+1)(508, 505, 508) */
		reached[4][505] = 1;
		(trpt+1)->bup.ovals[1] = ((int)((P4 *)_this)->a);
		((P4 *)_this)->a = (((int)((P4 *)_this)->a)+1);
#ifdef VAR_RANGES
		logval("Orchestrator:a", ((int)((P4 *)_this)->a));
#endif
		;
		/* merge: .(goto)(0, 509, 508) */
		reached[4][509] = 1;
		;
		_m = 3; goto P999; /* 4 */
	case 100: // STATE 500 - gate.pml:317 - [a = 0] (0:6:1 - 1)
		IfNotBlocked
		reached[4][500] = 1;
		(trpt+1)->bup.oval = ((int)((P4 *)_this)->a);
		((P4 *)_this)->a = 0;
#ifdef VAR_RANGES
		logval("Orchestrator:a", ((int)((P4 *)_this)->a));
#endif
		;
		/* merge: goto again(6, 501, 6) */
		reached[4][501] = 1;
		;
		_m = 3; goto P999; /* 1 */
	case 101: // STATE 511 - gate.pml:323 - [a = 0] (0:512:1 - 3)
		IfNotBlocked
		reached[4][511] = 1;
		(trpt+1)->bup.oval = ((int)((P4 *)_this)->a);
		((P4 *)_this)->a = 0;
#ifdef VAR_RANGES
		logval("Orchestrator:a", ((int)((P4 *)_this)->a));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 102: // STATE 514 - gate.pml:466 - [((mine==timeline))] (0:0:0 - 1)
		IfNotBlocked
		reached[4][514] = 1;
		if (!((((int)((P4 *)_this)->mine)==((int)now.timeline))))
			continue;
		_m = 3; goto P999; /* 0 */
	case 103: // STATE 532 - gate.pml:467 - [D_STEP467]
		IfNotBlocked

		reached[4][532] = 1;
		reached[4][t->st] = 1;
		reached[4][tt] = 1;

		if (TstOnly) return 1;

		sv_save();
		S_736_0: /* 2 */
		now.rollbacks = (((int)now.rollbacks)+1);
#ifdef VAR_RANGES
		logval("rollbacks", ((int)now.rollbacks));
#endif
		;
S_740_0: /* 2 */
S_737_0: /* 2 */
		spin_assert(((((int)((P4 *)_this)->seen)==((int)now.state))&&(((int)((P4 *)_this)->seen_epoch)==((int)now.epoch))), "((seen==state)&&(seen_epoch==epoch))", II, tt, t);
S_738_0: /* 2 */
		now.state = 0;
#ifdef VAR_RANGES
		logval("state", ((int)now.state));
#endif
		;
S_739_0: /* 2 */
		now.epoch = (((int)now.epoch)+1);
#ifdef VAR_RANGES
		logval("epoch", ((int)now.epoch));
#endif
		;
		goto S_741_0;
S_741_0: /* 2 */
		now.writable = 1;
#ifdef VAR_RANGES
		logval("writable", ((int)now.writable));
#endif
		;
S_752_0: /* 2 */
S_742_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
S_749_0: /* 2 */
S_748_0: /* 2 */
S_743_0: /* 2 */
		if (!((((int)now.k)<1)))
			goto S_748_1;
S_744_0: /* 2 */
		now.min_version[ Index(now.k, 1) ] = 0;
#ifdef VAR_RANGES
		logval("min_version[k]", ((int)now.min_version[ Index(((int)now.k), 1) ]));
#endif
		;
S_745_0: /* 2 */
		now.k = (((int)now.k)+1);
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_749_0; /* ';' */
S_748_1: /* 3 */
S_746_0: /* 2 */
		/* else */;
S_747_0: /* 2 */
		goto S_750_0;	/* 'goto' */
S_748_2: /* 3 */
		Uerror("blocking sel in d_step (nr.21, near line 356)");
S_750_0: /* 2 */
		goto S_751_0;	/* 'break' */
S_751_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_756_0;
S_756_0: /* 1 */

#if defined(C_States) && (HAS_TRACK==1)
		c_update((uchar *) &(now.c_state[0]));
#endif
		_m = 3; goto P999;

	case 104: // STATE 553 - gate.pml:330 - [D_STEP330]
		if (!(((boq == -1 && (((int)((P4 *)_this)->mine)==((int)now.timeline)))) || (boq == -1 /* else */)))
			continue;

		reached[4][553] = 1;
		reached[4][t->st] = 1;
		reached[4][tt] = 1;

		if (TstOnly) return 1;

		sv_save();
		S_772_0: /* 2 */
S_757_0: /* 2 */
		if (!((((int)((P4 *)_this)->mine)==((int)now.timeline))))
			goto S_772_1;
S_758_0: /* 2 */
		now.plan_row = 0;
#ifdef VAR_RANGES
		logval("plan_row", ((int)now.plan_row));
#endif
		;
S_759_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
S_768_0: /* 2 */
S_767_0: /* 2 */
S_760_0: /* 2 */
		if (!((((int)now.k)<1)))
			goto S_767_1;
S_761_0: /* 2 */
		now.exclusive[ Index(now.k, 1) ] = 0;
#ifdef VAR_RANGES
		logval("exclusive[k]", ((int)now.exclusive[ Index(((int)now.k), 1) ]));
#endif
		;
S_762_0: /* 2 */
		now.waits[ Index(now.k, 1) ] = 0;
#ifdef VAR_RANGES
		logval("waits[k]", ((int)now.waits[ Index(((int)now.k), 1) ]));
#endif
		;
S_763_0: /* 2 */
		now.update_row[ Index(now.k, 1) ] = 0;
#ifdef VAR_RANGES
		logval("update_row[k]", ((int)now.update_row[ Index(((int)now.k), 1) ]));
#endif
		;
S_764_0: /* 2 */
		now.k = (((int)now.k)+1);
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_768_0; /* ';' */
S_767_1: /* 3 */
S_765_0: /* 2 */
		/* else */;
S_766_0: /* 2 */
		goto S_770_0;	/* 'goto' */
S_767_2: /* 3 */
		Uerror("blocking sel in d_step (nr.22, near line 335)");
S_769_0: /* 2 */
		goto S_770_0;	/* 'break' */
S_770_0: /* 2 */
		now.k = 0;
#ifdef VAR_RANGES
		logval("k", ((int)now.k));
#endif
		;
		goto S_773_0;
S_772_1: /* 3 */
S_771_0: /* 2 */
		/* else */;
		goto S_773_0;
S_772_2: /* 3 */
		Uerror("blocking sel in d_step (nr.23, near line 331)");
S_773_0: /* 2 */
		goto S_777_0;
S_777_0: /* 1 */

#if defined(C_States) && (HAS_TRACK==1)
		c_update((uchar *) &(now.c_state[0]));
#endif
		_m = 3; goto P999;

	case 105: // STATE 558 - gate.pml:475 - [-end-] (0:0:0 - 1)
		IfNotBlocked
		reached[4][558] = 1;
		if (!delproc(1, II)) continue;
		_m = 3; goto P999; /* 0 */

		 /* PROC NextPlan */
	case 106: // STATE 1 - gate.pml:214 - [((state==4))] (0:0:0 - 1)
		IfNotBlocked
		reached[3][1] = 1;
		if (!((((int)now.state)==4)))
			continue;
		_m = 3; goto P999; /* 0 */
	case 107: // STATE 2 - gate.pml:217 - [((i<(1*2)))] (7:0:1 - 1)
		IfNotBlocked
		reached[3][2] = 1;
		if (!((((int)((P3 *)_this)->i)<(1*2))))
			continue;
		/* merge: assert((uses[i]!=1))(7, 3, 7) */
		reached[3][3] = 1;
		spin_assert((((int)now.uses[ Index(((int)((P3 *)_this)->i), 2) ])!=1), "(uses[i]!=1)", II, tt, t);
		/* merge: i = (i+1)(7, 4, 7) */
		reached[3][4] = 1;
		(trpt+1)->bup.oval = ((int)((P3 *)_this)->i);
		((P3 *)_this)->i = (((int)((P3 *)_this)->i)+1);
#ifdef VAR_RANGES
		logval("NextPlan:i", ((int)((P3 *)_this)->i));
#endif
		;
		/* merge: .(goto)(0, 8, 7) */
		reached[3][8] = 1;
		;
		_m = 3; goto P999; /* 3 */
	case 108: // STATE 11 - gate.pml:221 - [-end-] (0:0:0 - 1)
		IfNotBlocked
		reached[3][11] = 1;
		if (!delproc(1, II)) continue;
		_m = 3; goto P999; /* 0 */

		 /* PROC Monitor */
	case 109: // STATE 1 - gate.pml:205 - [((writable&&!(shim)))] (4:0:0 - 1)
		IfNotBlocked
		reached[2][1] = 1;
		if (!((((int)now.writable)&& !(((int)now.shim)))))
			continue;
		/* merge: assert(0)(0, 2, 4) */
		reached[2][2] = 1;
		spin_assert(0, "0", II, tt, t);
		_m = 3; goto P999; /* 1 */
	case 110: // STATE 4 - gate.pml:206 - [-end-] (0:0:0 - 1)
		IfNotBlocked
		reached[2][4] = 1;
		if (!delproc(1, II)) continue;
		_m = 3; goto P999; /* 0 */

		 /* PROC World */
	case 111: // STATE 1 - gate.pml:158 - [i = 0] (0:0:1 - 1)
		IfNotBlocked
		reached[1][1] = 1;
		(trpt+1)->bup.oval = ((int)((P1 *)_this)->i);
		((P1 *)_this)->i = 0;
#ifdef VAR_RANGES
		logval("World:i", ((int)((P1 *)_this)->i));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 112: // STATE 2 - gate.pml:158 - [((i<((1*2)-1)))] (5:0:1 - 1)
		IfNotBlocked
		reached[1][2] = 1;
		if (!((((int)((P1 *)_this)->i)<((1*2)-1))))
			continue;
		/* merge: i = (i+1)(0, 3, 5) */
		reached[1][3] = 1;
		(trpt+1)->bup.oval = ((int)((P1 *)_this)->i);
		((P1 *)_this)->i = (((int)((P1 *)_this)->i)+1);
#ifdef VAR_RANGES
		logval("World:i", ((int)((P1 *)_this)->i));
#endif
		;
		/* merge: .(goto)(0, 6, 5) */
		reached[1][6] = 1;
		;
		_m = 3; goto P999; /* 2 */
	case 113: // STATE 8 - gate.pml:160 - [(old_work[i])] (27:0:2 - 1)
		IfNotBlocked
		reached[1][8] = 1;
		if (!(((int)now.old_work[ Index(((int)((P1 *)_this)->i), 2) ])))
			continue;
		/* merge: old_work[i] = 0(27, 9, 27) */
		reached[1][9] = 1;
		(trpt+1)->bup.ovals = grab_ints(2);
		(trpt+1)->bup.ovals[0] = ((int)now.old_work[ Index(((int)((P1 *)_this)->i), 2) ]);
		now.old_work[ Index(((P1 *)_this)->i, 2) ] = 0;
#ifdef VAR_RANGES
		logval("old_work[World:i]", ((int)now.old_work[ Index(((int)((P1 *)_this)->i), 2) ]));
#endif
		;
		/* merge: .(goto)(27, 18, 27) */
		reached[1][18] = 1;
		;
		/* merge: i = 0(27, 19, 27) */
		reached[1][19] = 1;
		(trpt+1)->bup.ovals[1] = ((int)((P1 *)_this)->i);
		((P1 *)_this)->i = 0;
#ifdef VAR_RANGES
		logval("World:i", ((int)((P1 *)_this)->i));
#endif
		;
		/* merge: .(goto)(0, 28, 27) */
		reached[1][28] = 1;
		;
		_m = 3; goto P999; /* 4 */
	case 114: // STATE 18 - gate.pml:171 - [.(goto)] (0:27:1 - 4)
		IfNotBlocked
		reached[1][18] = 1;
		;
		/* merge: i = 0(27, 19, 27) */
		reached[1][19] = 1;
		(trpt+1)->bup.oval = ((int)((P1 *)_this)->i);
		((P1 *)_this)->i = 0;
#ifdef VAR_RANGES
		logval("World:i", ((int)((P1 *)_this)->i));
#endif
		;
		/* merge: .(goto)(0, 28, 27) */
		reached[1][28] = 1;
		;
		_m = 3; goto P999; /* 2 */
	case 115: // STATE 10 - gate.pml:165 - [(((live[i]!=0)&&(uses[i]!=live[i])))] (27:0:3 - 1)
		IfNotBlocked
		reached[1][10] = 1;
		if (!(((((int)now.live[ Index(((int)((P1 *)_this)->i), 2) ])!=0)&&(((int)now.uses[ Index(((int)((P1 *)_this)->i), 2) ])!=((int)now.live[ Index(((int)((P1 *)_this)->i), 2) ])))))
			continue;
		/* merge: out[i] = ( ((live[i]==1)) -> (1) : (out[i]) )(27, 11, 27) */
		reached[1][11] = 1;
		(trpt+1)->bup.ovals = grab_ints(3);
		(trpt+1)->bup.ovals[0] = ((int)now.out[ Index(((int)((P1 *)_this)->i), 2) ]);
		now.out[ Index(((P1 *)_this)->i, 2) ] = ( ((((int)now.live[ Index(((int)((P1 *)_this)->i), 2) ])==1)) ? (1) : (((int)now.out[ Index(((int)((P1 *)_this)->i), 2) ])) );
#ifdef VAR_RANGES
		logval("out[World:i]", ((int)now.out[ Index(((int)((P1 *)_this)->i), 2) ]));
#endif
		;
		/* merge: live[i] = 0(27, 12, 27) */
		reached[1][12] = 1;
		(trpt+1)->bup.ovals[1] = ((int)now.live[ Index(((int)((P1 *)_this)->i), 2) ]);
		now.live[ Index(((P1 *)_this)->i, 2) ] = 0;
#ifdef VAR_RANGES
		logval("live[World:i]", ((int)now.live[ Index(((int)((P1 *)_this)->i), 2) ]));
#endif
		;
		/* merge: .(goto)(27, 18, 27) */
		reached[1][18] = 1;
		;
		/* merge: i = 0(27, 19, 27) */
		reached[1][19] = 1;
		(trpt+1)->bup.ovals[2] = ((int)((P1 *)_this)->i);
		((P1 *)_this)->i = 0;
#ifdef VAR_RANGES
		logval("World:i", ((int)((P1 *)_this)->i));
#endif
		;
		/* merge: .(goto)(0, 28, 27) */
		reached[1][28] = 1;
		;
		_m = 3; goto P999; /* 5 */
	case 116: // STATE 13 - gate.pml:168 - [((out[i]&&!(old_work[i])))] (27:0:2 - 1)
		IfNotBlocked
		reached[1][13] = 1;
		if (!((((int)now.out[ Index(((int)((P1 *)_this)->i), 2) ])&& !(((int)now.old_work[ Index(((int)((P1 *)_this)->i), 2) ])))))
			continue;
		/* merge: out[i] = 0(27, 14, 27) */
		reached[1][14] = 1;
		(trpt+1)->bup.ovals = grab_ints(2);
		(trpt+1)->bup.ovals[0] = ((int)now.out[ Index(((int)((P1 *)_this)->i), 2) ]);
		now.out[ Index(((P1 *)_this)->i, 2) ] = 0;
#ifdef VAR_RANGES
		logval("out[World:i]", ((int)now.out[ Index(((int)((P1 *)_this)->i), 2) ]));
#endif
		;
		/* merge: .(goto)(27, 18, 27) */
		reached[1][18] = 1;
		;
		/* merge: i = 0(27, 19, 27) */
		reached[1][19] = 1;
		(trpt+1)->bup.ovals[1] = ((int)((P1 *)_this)->i);
		((P1 *)_this)->i = 0;
#ifdef VAR_RANGES
		logval("World:i", ((int)((P1 *)_this)->i));
#endif
		;
		/* merge: .(goto)(0, 28, 27) */
		reached[1][28] = 1;
		;
		_m = 3; goto P999; /* 4 */
	case 117: // STATE 15 - gate.pml:169 - [(leftover[(i/2)])] (27:0:2 - 1)
		IfNotBlocked
		reached[1][15] = 1;
		if (!(((int)now.leftover[ Index((((int)((P1 *)_this)->i)/2), 1) ])))
			continue;
		/* merge: leftover[(i/2)] = 0(27, 16, 27) */
		reached[1][16] = 1;
		(trpt+1)->bup.ovals = grab_ints(2);
		(trpt+1)->bup.ovals[0] = ((int)now.leftover[ Index((((int)((P1 *)_this)->i)/2), 1) ]);
		now.leftover[ Index((((P1 *)_this)->i/2), 1) ] = 0;
#ifdef VAR_RANGES
		logval("leftover[(World:i/2)]", ((int)now.leftover[ Index((((int)((P1 *)_this)->i)/2), 1) ]));
#endif
		;
		/* merge: .(goto)(27, 18, 27) */
		reached[1][18] = 1;
		;
		/* merge: i = 0(27, 19, 27) */
		reached[1][19] = 1;
		(trpt+1)->bup.ovals[1] = ((int)((P1 *)_this)->i);
		((P1 *)_this)->i = 0;
#ifdef VAR_RANGES
		logval("World:i", ((int)((P1 *)_this)->i));
#endif
		;
		/* merge: .(goto)(0, 28, 27) */
		reached[1][28] = 1;
		;
		_m = 3; goto P999; /* 4 */
	case 118: // STATE 21 - gate.pml:173 - [((!(veto)&&(state<3)))] (27:0:1 - 1)
		IfNotBlocked
		reached[1][21] = 1;
		if (!(( !(((int)now.veto))&&(((int)now.state)<3))))
			continue;
		/* merge: veto = 1(0, 22, 27) */
		reached[1][22] = 1;
		(trpt+1)->bup.oval = ((int)now.veto);
		now.veto = 1;
#ifdef VAR_RANGES
		logval("veto", ((int)now.veto));
#endif
		;
		/* merge: .(goto)(0, 28, 27) */
		reached[1][28] = 1;
		;
		_m = 3; goto P999; /* 2 */
	case 119: // STATE 24 - gate.pml:174 - [(veto)] (27:0:1 - 1)
		IfNotBlocked
		reached[1][24] = 1;
		if (!(((int)now.veto)))
			continue;
		/* merge: veto = 0(0, 25, 27) */
		reached[1][25] = 1;
		(trpt+1)->bup.oval = ((int)now.veto);
		now.veto = 0;
#ifdef VAR_RANGES
		logval("veto", ((int)now.veto));
#endif
		;
		/* merge: .(goto)(0, 28, 27) */
		reached[1][28] = 1;
		;
		_m = 3; goto P999; /* 2 */
	case 120: // STATE 30 - gate.pml:200 - [-end-] (0:0:0 - 1)
		IfNotBlocked
		reached[1][30] = 1;
		if (!delproc(1, II)) continue;
		_m = 3; goto P999; /* 0 */

		 /* PROC Instance */
	case 121: // STATE 1 - gate.pml:89 - [version = 0] (0:0:1 - 1)
		IfNotBlocked
		reached[0][1] = 1;
		(trpt+1)->bup.oval = ((int)((P0 *)_this)->version);
		((P0 *)_this)->version = 0;
#ifdef VAR_RANGES
		logval("Instance:version", ((int)((P0 *)_this)->version));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 122: // STATE 2 - gate.pml:90 - [version = 1] (0:0:1 - 1)
		IfNotBlocked
		reached[0][2] = 1;
		(trpt+1)->bup.oval = ((int)((P0 *)_this)->version);
		((P0 *)_this)->version = 1;
#ifdef VAR_RANGES
		logval("Instance:version", ((int)((P0 *)_this)->version));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 123: // STATE 5 - gate.pml:93 - [is_stale_reader = 0] (0:0:1 - 8)
		IfNotBlocked
		reached[0][5] = 1;
		(trpt+1)->bup.oval = ((int)((P0 *)_this)->is_stale_reader);
		((P0 *)_this)->is_stale_reader = 0;
#ifdef VAR_RANGES
		logval("Instance:is_stale_reader", ((int)((P0 *)_this)->is_stale_reader));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 124: // STATE 6 - gate.pml:103 - [((!(waits[(me/2)])&&!(exclusive[(me/2)])))] (104:0:3 - 1)
		IfNotBlocked
		reached[0][6] = 1;
		if (!(( !(((int)now.waits[ Index((((int)((P0 *)_this)->me)/2), 1) ]))&& !(((int)now.exclusive[ Index((((int)((P0 *)_this)->me)/2), 1) ])))))
			continue;
		/* merge: mine = timeline(104, 7, 104) */
		reached[0][7] = 1;
		(trpt+1)->bup.ovals = grab_ints(3);
		(trpt+1)->bup.ovals[0] = ((int)((P0 *)_this)->mine);
		((P0 *)_this)->mine = ((int)now.timeline);
#ifdef VAR_RANGES
		logval("Instance:mine", ((int)((P0 *)_this)->mine));
#endif
		;
		/* merge: shared[(me/2)] = (shared[(me/2)]+1)(104, 8, 104) */
		reached[0][8] = 1;
		(trpt+1)->bup.ovals[1] = ((int)now.shared[ Index((((int)((P0 *)_this)->me)/2), 1) ]);
		now.shared[ Index((((P0 *)_this)->me/2), 1) ] = (((int)now.shared[ Index((((int)((P0 *)_this)->me)/2), 1) ])+1);
#ifdef VAR_RANGES
		logval("shared[(Instance:me/2)]", ((int)now.shared[ Index((((int)((P0 *)_this)->me)/2), 1) ]));
#endif
		;
		/* merge: locks = 1(104, 9, 104) */
		reached[0][9] = 1;
		(trpt+1)->bup.ovals[2] = ((int)((P0 *)_this)->locks);
		((P0 *)_this)->locks = 1;
#ifdef VAR_RANGES
		logval("Instance:locks", ((int)((P0 *)_this)->locks));
#endif
		;
		_m = 3; goto P999; /* 3 */
	case 125: // STATE 11 - gate.pml:107 - [((!(update_row[(me/2)])||(mine!=timeline)))] (0:0:0 - 1)
		IfNotBlocked
		reached[0][11] = 1;
		if (!(( !(((int)now.update_row[ Index((((int)((P0 *)_this)->me)/2), 1) ]))||(((int)((P0 *)_this)->mine)!=((int)now.timeline)))))
			continue;
		_m = 3; goto P999; /* 0 */
	case 126: // STATE 12 - gate.pml:109 - [((mine==timeline))] (56:0:2 - 1)
		IfNotBlocked
		reached[0][12] = 1;
		if (!((((int)((P0 *)_this)->mine)==((int)now.timeline))))
			continue;
		/* merge: share_row[(me/2)] = (share_row[(me/2)]+1)(56, 13, 56) */
		reached[0][13] = 1;
		(trpt+1)->bup.ovals = grab_ints(2);
		(trpt+1)->bup.ovals[0] = ((int)now.share_row[ Index((((int)((P0 *)_this)->me)/2), 1) ]);
		now.share_row[ Index((((P0 *)_this)->me/2), 1) ] = (((int)now.share_row[ Index((((int)((P0 *)_this)->me)/2), 1) ])+1);
#ifdef VAR_RANGES
		logval("share_row[(Instance:me/2)]", ((int)now.share_row[ Index((((int)((P0 *)_this)->me)/2), 1) ]));
#endif
		;
		/* merge: locks = 2(56, 14, 56) */
		reached[0][14] = 1;
		(trpt+1)->bup.ovals[1] = ((int)((P0 *)_this)->locks);
		((P0 *)_this)->locks = 2;
#ifdef VAR_RANGES
		logval("Instance:locks", ((int)((P0 *)_this)->locks));
#endif
		;
		/* merge: .(goto)(0, 35, 56) */
		reached[0][35] = 1;
		;
		_m = 3; goto P999; /* 3 */
	case 127: // STATE 31 - gate.pml:66 - [D_STEP66]
		if (!(((boq == -1 && (((int)((P0 *)_this)->mine)==((int)now.timeline)))) || (boq == -1 /* else */)))
			continue;

		reached[0][31] = 1;
		reached[0][t->st] = 1;
		reached[0][tt] = 1;

		if (TstOnly) return 1;

		sv_save();
		S_027_0: /* 2 */
S_015_0: /* 2 */
		if (!((((int)((P0 *)_this)->mine)==((int)now.timeline))))
			goto S_027_1;
S_019_0: /* 2 */
S_016_0: /* 2 */
		if (!((((int)((P0 *)_this)->locks)>0)))
			goto S_019_1;
S_017_0: /* 2 */
		now.shared[ Index((((P0 *)_this)->me/2), 1) ] = (((int)now.shared[ Index((((int)((P0 *)_this)->me)/2), 1) ])-1);
#ifdef VAR_RANGES
		logval("shared[(Instance:me/2)]", ((int)now.shared[ Index((((int)((P0 *)_this)->me)/2), 1) ]));
#endif
		;
		goto S_020_0;
S_019_1: /* 3 */
S_018_0: /* 2 */
		/* else */;
		goto S_020_0;
S_019_2: /* 3 */
		Uerror("blocking sel in d_step (nr.24, near line 69)");
S_020_0: /* 2 */
S_024_0: /* 2 */
S_021_0: /* 2 */
		if (!((((int)((P0 *)_this)->locks)>1)))
			goto S_024_1;
S_022_0: /* 2 */
		now.share_row[ Index((((P0 *)_this)->me/2), 1) ] = (((int)now.share_row[ Index((((int)((P0 *)_this)->me)/2), 1) ])-1);
#ifdef VAR_RANGES
		logval("share_row[(Instance:me/2)]", ((int)now.share_row[ Index((((int)((P0 *)_this)->me)/2), 1) ]));
#endif
		;
		goto S_025_0;
S_024_1: /* 3 */
S_023_0: /* 2 */
		/* else */;
		goto S_025_0;
S_024_2: /* 3 */
		Uerror("blocking sel in d_step (nr.25, near line 73)");
S_025_0: /* 2 */
		goto S_028_0;
S_027_1: /* 3 */
S_026_0: /* 2 */
		/* else */;
		goto S_028_0;
S_027_2: /* 3 */
		Uerror("blocking sel in d_step (nr.26, near line 67)");
S_028_0: /* 2 */
S_029_0: /* 2 */
		((P0 *)_this)->locks = 0;
#ifdef VAR_RANGES
		logval("Instance:locks", ((int)((P0 *)_this)->locks));
#endif
		;
		goto S_032_0;
S_032_0: /* 1 */

#if defined(C_States) && (HAS_TRACK==1)
		c_update((uchar *) &(now.c_state[0]));
#endif
		_m = 3; goto P999;

	case 128: // STATE 36 - gate.pml:113 - [((is_stale_reader&&(snapshot!=min_version[(me/2)])))] (0:0:1 - 1)
		IfNotBlocked
		reached[0][36] = 1;
		if (!((((int)((P0 *)_this)->is_stale_reader)&&(((int)((P0 *)_this)->snapshot)!=((int)now.min_version[ Index((((int)((P0 *)_this)->me)/2), 1) ])))))
			continue;
		if (TstOnly) return 1; /* TT */
		/* dead 1: is_stale_reader */  (trpt+1)->bup.oval = ((P0 *)_this)->is_stale_reader;
#ifdef HAS_CODE
		if (!readtrail)
#endif
			((P0 *)_this)->is_stale_reader = 0;
		_m = 3; goto P999; /* 0 */
	case 129: // STATE 52 - gate.pml:66 - [D_STEP66]
		if (!(((boq == -1 && (((int)((P0 *)_this)->mine)==((int)now.timeline)))) || (boq == -1 /* else */)))
			continue;

		reached[0][52] = 1;
		reached[0][t->st] = 1;
		reached[0][tt] = 1;

		if (TstOnly) return 1;

		sv_save();
		S_048_0: /* 2 */
S_036_0: /* 2 */
		if (!((((int)((P0 *)_this)->mine)==((int)now.timeline))))
			goto S_048_1;
S_040_0: /* 2 */
S_037_0: /* 2 */
		if (!((((int)((P0 *)_this)->locks)>0)))
			goto S_040_1;
S_038_0: /* 2 */
		now.shared[ Index((((P0 *)_this)->me/2), 1) ] = (((int)now.shared[ Index((((int)((P0 *)_this)->me)/2), 1) ])-1);
#ifdef VAR_RANGES
		logval("shared[(Instance:me/2)]", ((int)now.shared[ Index((((int)((P0 *)_this)->me)/2), 1) ]));
#endif
		;
		goto S_041_0;
S_040_1: /* 3 */
S_039_0: /* 2 */
		/* else */;
		goto S_041_0;
S_040_2: /* 3 */
		Uerror("blocking sel in d_step (nr.27, near line 69)");
S_041_0: /* 2 */
S_045_0: /* 2 */
S_042_0: /* 2 */
		if (!((((int)((P0 *)_this)->locks)>1)))
			goto S_045_1;
S_043_0: /* 2 */
		now.share_row[ Index((((P0 *)_this)->me/2), 1) ] = (((int)now.share_row[ Index((((int)((P0 *)_this)->me)/2), 1) ])-1);
#ifdef VAR_RANGES
		logval("share_row[(Instance:me/2)]", ((int)now.share_row[ Index((((int)((P0 *)_this)->me)/2), 1) ]));
#endif
		;
		goto S_046_0;
S_045_1: /* 3 */
S_044_0: /* 2 */
		/* else */;
		goto S_046_0;
S_045_2: /* 3 */
		Uerror("blocking sel in d_step (nr.28, near line 73)");
S_046_0: /* 2 */
		goto S_049_0;
S_048_1: /* 3 */
S_047_0: /* 2 */
		/* else */;
		goto S_049_0;
S_048_2: /* 3 */
		Uerror("blocking sel in d_step (nr.29, near line 67)");
S_049_0: /* 2 */
S_050_0: /* 2 */
		((P0 *)_this)->locks = 0;
#ifdef VAR_RANGES
		logval("Instance:locks", ((int)((P0 *)_this)->locks));
#endif
		;
		goto S_053_0;
S_053_0: /* 1 */

#if defined(C_States) && (HAS_TRACK==1)
		c_update((uchar *) &(now.c_state[0]));
#endif
		_m = 3; goto P999;

	case 130: // STATE 58 - gate.pml:118 - [(is_stale_reader)] (0:0:1 - 1)
		IfNotBlocked
		reached[0][58] = 1;
		if (!(((int)((P0 *)_this)->is_stale_reader)))
			continue;
		if (TstOnly) return 1; /* TT */
		/* dead 1: is_stale_reader */  (trpt+1)->bup.oval = ((P0 *)_this)->is_stale_reader;
#ifdef HAS_CODE
		if (!readtrail)
#endif
			((P0 *)_this)->is_stale_reader = 0;
		_m = 3; goto P999; /* 0 */
	case 131: // STATE 60 - gate.pml:119 - [snapshot = min_version[(me/2)]] (0:0:1 - 1)
		IfNotBlocked
		reached[0][60] = 1;
		(trpt+1)->bup.oval = ((int)((P0 *)_this)->snapshot);
		((P0 *)_this)->snapshot = ((int)now.min_version[ Index((((int)((P0 *)_this)->me)/2), 1) ]);
#ifdef VAR_RANGES
		logval("Instance:snapshot", ((int)((P0 *)_this)->snapshot));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 132: // STATE 63 - gate.pml:122 - [((version<snapshot))] (0:0:1 - 1)
		IfNotBlocked
		reached[0][63] = 1;
		if (!((((int)((P0 *)_this)->version)<((int)((P0 *)_this)->snapshot))))
			continue;
		if (TstOnly) return 1; /* TT */
		/* dead 1: version */  (trpt+1)->bup.oval = ((P0 *)_this)->version;
#ifdef HAS_CODE
		if (!readtrail)
#endif
			((P0 *)_this)->version = 0;
		_m = 3; goto P999; /* 0 */
	case 133: // STATE 79 - gate.pml:66 - [D_STEP66]
		if (!(((boq == -1 && (((int)((P0 *)_this)->mine)==((int)now.timeline)))) || (boq == -1 /* else */)))
			continue;

		reached[0][79] = 1;
		reached[0][t->st] = 1;
		reached[0][tt] = 1;

		if (TstOnly) return 1;

		sv_save();
		S_075_0: /* 2 */
S_063_0: /* 2 */
		if (!((((int)((P0 *)_this)->mine)==((int)now.timeline))))
			goto S_075_1;
S_067_0: /* 2 */
S_064_0: /* 2 */
		if (!((((int)((P0 *)_this)->locks)>0)))
			goto S_067_1;
S_065_0: /* 2 */
		now.shared[ Index((((P0 *)_this)->me/2), 1) ] = (((int)now.shared[ Index((((int)((P0 *)_this)->me)/2), 1) ])-1);
#ifdef VAR_RANGES
		logval("shared[(Instance:me/2)]", ((int)now.shared[ Index((((int)((P0 *)_this)->me)/2), 1) ]));
#endif
		;
		goto S_068_0;
S_067_1: /* 3 */
S_066_0: /* 2 */
		/* else */;
		goto S_068_0;
S_067_2: /* 3 */
		Uerror("blocking sel in d_step (nr.30, near line 69)");
S_068_0: /* 2 */
S_072_0: /* 2 */
S_069_0: /* 2 */
		if (!((((int)((P0 *)_this)->locks)>1)))
			goto S_072_1;
S_070_0: /* 2 */
		now.share_row[ Index((((P0 *)_this)->me/2), 1) ] = (((int)now.share_row[ Index((((int)((P0 *)_this)->me)/2), 1) ])-1);
#ifdef VAR_RANGES
		logval("share_row[(Instance:me/2)]", ((int)now.share_row[ Index((((int)((P0 *)_this)->me)/2), 1) ]));
#endif
		;
		goto S_073_0;
S_072_1: /* 3 */
S_071_0: /* 2 */
		/* else */;
		goto S_073_0;
S_072_2: /* 3 */
		Uerror("blocking sel in d_step (nr.31, near line 73)");
S_073_0: /* 2 */
		goto S_076_0;
S_075_1: /* 3 */
S_074_0: /* 2 */
		/* else */;
		goto S_076_0;
S_075_2: /* 3 */
		Uerror("blocking sel in d_step (nr.32, near line 67)");
S_076_0: /* 2 */
S_077_0: /* 2 */
		((P0 *)_this)->locks = 0;
#ifdef VAR_RANGES
		logval("Instance:locks", ((int)((P0 *)_this)->locks));
#endif
		;
		goto S_080_0;
S_080_0: /* 1 */

#if defined(C_States) && (HAS_TRACK==1)
		c_update((uchar *) &(now.c_state[0]));
#endif
		_m = 3; goto P999;

	case 134: // STATE 82 - gate.pml:123 - [((live[me]!=0))] (0:0:0 - 1)
		IfNotBlocked
		reached[0][82] = 1;
		if (!((((int)now.live[ Index(((int)((P0 *)_this)->me), 2) ])!=0)))
			continue;
		_m = 3; goto P999; /* 0 */
	case 135: // STATE 98 - gate.pml:66 - [D_STEP66]
		if (!(((boq == -1 && (((int)((P0 *)_this)->mine)==((int)now.timeline)))) || (boq == -1 /* else */)))
			continue;

		reached[0][98] = 1;
		reached[0][t->st] = 1;
		reached[0][tt] = 1;

		if (TstOnly) return 1;

		sv_save();
		S_094_0: /* 2 */
S_082_0: /* 2 */
		if (!((((int)((P0 *)_this)->mine)==((int)now.timeline))))
			goto S_094_1;
S_086_0: /* 2 */
S_083_0: /* 2 */
		if (!((((int)((P0 *)_this)->locks)>0)))
			goto S_086_1;
S_084_0: /* 2 */
		now.shared[ Index((((P0 *)_this)->me/2), 1) ] = (((int)now.shared[ Index((((int)((P0 *)_this)->me)/2), 1) ])-1);
#ifdef VAR_RANGES
		logval("shared[(Instance:me/2)]", ((int)now.shared[ Index((((int)((P0 *)_this)->me)/2), 1) ]));
#endif
		;
		goto S_087_0;
S_086_1: /* 3 */
S_085_0: /* 2 */
		/* else */;
		goto S_087_0;
S_086_2: /* 3 */
		Uerror("blocking sel in d_step (nr.33, near line 69)");
S_087_0: /* 2 */
S_091_0: /* 2 */
S_088_0: /* 2 */
		if (!((((int)((P0 *)_this)->locks)>1)))
			goto S_091_1;
S_089_0: /* 2 */
		now.share_row[ Index((((P0 *)_this)->me/2), 1) ] = (((int)now.share_row[ Index((((int)((P0 *)_this)->me)/2), 1) ])-1);
#ifdef VAR_RANGES
		logval("share_row[(Instance:me/2)]", ((int)now.share_row[ Index((((int)((P0 *)_this)->me)/2), 1) ]));
#endif
		;
		goto S_092_0;
S_091_1: /* 3 */
S_090_0: /* 2 */
		/* else */;
		goto S_092_0;
S_091_2: /* 3 */
		Uerror("blocking sel in d_step (nr.34, near line 73)");
S_092_0: /* 2 */
		goto S_095_0;
S_094_1: /* 3 */
S_093_0: /* 2 */
		/* else */;
		goto S_095_0;
S_094_2: /* 3 */
		Uerror("blocking sel in d_step (nr.35, near line 67)");
S_095_0: /* 2 */
S_096_0: /* 2 */
		((P0 *)_this)->locks = 0;
#ifdef VAR_RANGES
		logval("Instance:locks", ((int)((P0 *)_this)->locks));
#endif
		;
		goto S_099_0;
S_099_0: /* 1 */

#if defined(C_States) && (HAS_TRACK==1)
		c_update((uchar *) &(now.c_state[0]));
#endif
		_m = 3; goto P999;

	case 136: // STATE 105 - gate.pml:129 - [((mine!=timeline))] (0:0:0 - 1)
		IfNotBlocked
		reached[0][105] = 1;
		if (!((((int)((P0 *)_this)->mine)!=((int)now.timeline))))
			continue;
		_m = 3; goto P999; /* 0 */
	case 137: // STATE 121 - gate.pml:66 - [D_STEP66]
		if (!(((boq == -1 && (((int)((P0 *)_this)->mine)==((int)now.timeline)))) || (boq == -1 /* else */)))
			continue;

		reached[0][121] = 1;
		reached[0][t->st] = 1;
		reached[0][tt] = 1;

		if (TstOnly) return 1;

		sv_save();
		S_117_0: /* 2 */
S_105_0: /* 2 */
		if (!((((int)((P0 *)_this)->mine)==((int)now.timeline))))
			goto S_117_1;
S_109_0: /* 2 */
S_106_0: /* 2 */
		if (!((((int)((P0 *)_this)->locks)>0)))
			goto S_109_1;
S_107_0: /* 2 */
		now.shared[ Index((((P0 *)_this)->me/2), 1) ] = (((int)now.shared[ Index((((int)((P0 *)_this)->me)/2), 1) ])-1);
#ifdef VAR_RANGES
		logval("shared[(Instance:me/2)]", ((int)now.shared[ Index((((int)((P0 *)_this)->me)/2), 1) ]));
#endif
		;
		goto S_110_0;
S_109_1: /* 3 */
S_108_0: /* 2 */
		/* else */;
		goto S_110_0;
S_109_2: /* 3 */
		Uerror("blocking sel in d_step (nr.36, near line 69)");
S_110_0: /* 2 */
S_114_0: /* 2 */
S_111_0: /* 2 */
		if (!((((int)((P0 *)_this)->locks)>1)))
			goto S_114_1;
S_112_0: /* 2 */
		now.share_row[ Index((((P0 *)_this)->me/2), 1) ] = (((int)now.share_row[ Index((((int)((P0 *)_this)->me)/2), 1) ])-1);
#ifdef VAR_RANGES
		logval("share_row[(Instance:me/2)]", ((int)now.share_row[ Index((((int)((P0 *)_this)->me)/2), 1) ]));
#endif
		;
		goto S_115_0;
S_114_1: /* 3 */
S_113_0: /* 2 */
		/* else */;
		goto S_115_0;
S_114_2: /* 3 */
		Uerror("blocking sel in d_step (nr.37, near line 73)");
S_115_0: /* 2 */
		goto S_118_0;
S_117_1: /* 3 */
S_116_0: /* 2 */
		/* else */;
		goto S_118_0;
S_117_2: /* 3 */
		Uerror("blocking sel in d_step (nr.38, near line 67)");
S_118_0: /* 2 */
S_119_0: /* 2 */
		((P0 *)_this)->locks = 0;
#ifdef VAR_RANGES
		logval("Instance:locks", ((int)((P0 *)_this)->locks));
#endif
		;
		goto S_122_0;
S_122_0: /* 1 */

#if defined(C_States) && (HAS_TRACK==1)
		c_update((uchar *) &(now.c_state[0]));
#endif
		_m = 3; goto P999;

	case 138: // STATE 127 - gate.pml:132 - [assert((version>=min_version[(me/2)]))] (0:146:2 - 2)
		IfNotBlocked
		reached[0][127] = 1;
		spin_assert((((int)((P0 *)_this)->version)>=((int)now.min_version[ Index((((int)((P0 *)_this)->me)/2), 1) ])), "(version>=min_version[(me/2)])", II, tt, t);
		/* merge: live[me] = (version+1)(146, 128, 146) */
		reached[0][128] = 1;
		(trpt+1)->bup.ovals = grab_ints(2);
		(trpt+1)->bup.ovals[0] = ((int)now.live[ Index(((int)((P0 *)_this)->me), 2) ]);
		now.live[ Index(((P0 *)_this)->me, 2) ] = (((int)((P0 *)_this)->version)+1);
#ifdef VAR_RANGES
		logval("live[Instance:me]", ((int)now.live[ Index(((int)((P0 *)_this)->me), 2) ]));
#endif
		;
		/* merge: uses[me] = (version+1)(146, 129, 146) */
		reached[0][129] = 1;
		(trpt+1)->bup.ovals[1] = ((int)now.uses[ Index(((int)((P0 *)_this)->me), 2) ]);
		now.uses[ Index(((P0 *)_this)->me, 2) ] = (((int)((P0 *)_this)->version)+1);
#ifdef VAR_RANGES
		logval("uses[Instance:me]", ((int)now.uses[ Index(((int)((P0 *)_this)->me), 2) ]));
#endif
		;
		_m = 3; goto P999; /* 2 */
	case 139: // STATE 145 - gate.pml:66 - [D_STEP66]
		if (!(((boq == -1 && (((int)((P0 *)_this)->mine)==((int)now.timeline)))) || (boq == -1 /* else */)))
			continue;

		reached[0][145] = 1;
		reached[0][t->st] = 1;
		reached[0][tt] = 1;

		if (TstOnly) return 1;

		sv_save();
		S_141_0: /* 2 */
S_129_0: /* 2 */
		if (!((((int)((P0 *)_this)->mine)==((int)now.timeline))))
			goto S_141_1;
S_133_0: /* 2 */
S_130_0: /* 2 */
		if (!((((int)((P0 *)_this)->locks)>0)))
			goto S_133_1;
S_131_0: /* 2 */
		now.shared[ Index((((P0 *)_this)->me/2), 1) ] = (((int)now.shared[ Index((((int)((P0 *)_this)->me)/2), 1) ])-1);
#ifdef VAR_RANGES
		logval("shared[(Instance:me/2)]", ((int)now.shared[ Index((((int)((P0 *)_this)->me)/2), 1) ]));
#endif
		;
		goto S_134_0;
S_133_1: /* 3 */
S_132_0: /* 2 */
		/* else */;
		goto S_134_0;
S_133_2: /* 3 */
		Uerror("blocking sel in d_step (nr.39, near line 69)");
S_134_0: /* 2 */
S_138_0: /* 2 */
S_135_0: /* 2 */
		if (!((((int)((P0 *)_this)->locks)>1)))
			goto S_138_1;
S_136_0: /* 2 */
		now.share_row[ Index((((P0 *)_this)->me/2), 1) ] = (((int)now.share_row[ Index((((int)((P0 *)_this)->me)/2), 1) ])-1);
#ifdef VAR_RANGES
		logval("share_row[(Instance:me/2)]", ((int)now.share_row[ Index((((int)((P0 *)_this)->me)/2), 1) ]));
#endif
		;
		goto S_139_0;
S_138_1: /* 3 */
S_137_0: /* 2 */
		/* else */;
		goto S_139_0;
S_138_2: /* 3 */
		Uerror("blocking sel in d_step (nr.40, near line 73)");
S_139_0: /* 2 */
		goto S_142_0;
S_141_1: /* 3 */
S_140_0: /* 2 */
		/* else */;
		goto S_142_0;
S_141_2: /* 3 */
		Uerror("blocking sel in d_step (nr.41, near line 67)");
S_142_0: /* 2 */
S_143_0: /* 2 */
		((P0 *)_this)->locks = 0;
#ifdef VAR_RANGES
		logval("Instance:locks", ((int)((P0 *)_this)->locks));
#endif
		;
		goto S_174_0;
S_174_0: /* 1 */

#if defined(C_States) && (HAS_TRACK==1)
		c_update((uchar *) &(now.c_state[0]));
#endif
		_m = 3; goto P999;

	case 140: // STATE 148 - gate.pml:141 - [((!(version)&&!(old_work[me])))] (174:0:1 - 1)
		IfNotBlocked
		reached[0][148] = 1;
		if (!(( !(((int)((P0 *)_this)->version))&& !(((int)now.old_work[ Index(((int)((P0 *)_this)->me), 2) ])))))
			continue;
		/* merge: old_work[me] = 1(0, 149, 174) */
		reached[0][149] = 1;
		(trpt+1)->bup.oval = ((int)now.old_work[ Index(((int)((P0 *)_this)->me), 2) ]);
		now.old_work[ Index(((P0 *)_this)->me, 2) ] = 1;
#ifdef VAR_RANGES
		logval("old_work[Instance:me]", ((int)now.old_work[ Index(((int)((P0 *)_this)->me), 2) ]));
#endif
		;
		/* merge: .(goto)(0, 175, 174) */
		reached[0][175] = 1;
		;
		_m = 3; goto P999; /* 2 */
	case 141: // STATE 151 - gate.pml:142 - [(((uses[me]==live[me])&&(version<min_version[(me/2)])))] (3:0:2 - 1)
		IfNotBlocked
		reached[0][151] = 1;
		if (!(((((int)now.uses[ Index(((int)((P0 *)_this)->me), 2) ])==((int)now.live[ Index(((int)((P0 *)_this)->me), 2) ]))&&(((int)((P0 *)_this)->version)<((int)now.min_version[ Index((((int)((P0 *)_this)->me)/2), 1) ])))))
			continue;
		if (TstOnly) return 1; /* TT */
		/* dead 1: version */  (trpt+1)->bup.ovals = grab_ints(2);
		(trpt+1)->bup.ovals[0] = ((P0 *)_this)->version;
#ifdef HAS_CODE
		if (!readtrail)
#endif
			((P0 *)_this)->version = 0;
		/* merge: uses[me] = 0(3, 152, 3) */
		reached[0][152] = 1;
		(trpt+1)->bup.ovals[1] = ((int)now.uses[ Index(((int)((P0 *)_this)->me), 2) ]);
		now.uses[ Index(((P0 *)_this)->me, 2) ] = 0;
#ifdef VAR_RANGES
		logval("uses[Instance:me]", ((int)now.uses[ Index(((int)((P0 *)_this)->me), 2) ]));
#endif
		;
		/* merge: goto stopped(3, 153, 3) */
		reached[0][153] = 1;
		;
		_m = 3; goto P999; /* 2 */
	case 142: // STATE 155 - gate.pml:143 - [((uses[me]!=live[me]))] (5:0:1 - 1)
		IfNotBlocked
		reached[0][155] = 1;
		if (!((((int)now.uses[ Index(((int)((P0 *)_this)->me), 2) ])!=((int)now.live[ Index(((int)((P0 *)_this)->me), 2) ]))))
			continue;
		/* merge: uses[me] = 0(5, 156, 5) */
		reached[0][156] = 1;
		(trpt+1)->bup.oval = ((int)now.uses[ Index(((int)((P0 *)_this)->me), 2) ]);
		now.uses[ Index(((P0 *)_this)->me, 2) ] = 0;
#ifdef VAR_RANGES
		logval("uses[Instance:me]", ((int)now.uses[ Index(((int)((P0 *)_this)->me), 2) ]));
#endif
		;
		/* merge: goto register(5, 157, 5) */
		reached[0][157] = 1;
		;
		_m = 3; goto P999; /* 2 */
	case 143: // STATE 159 - gate.pml:144 - [((!(old_work[me])&&(uses[me]==live[me])))] (3:0:2 - 1)
		IfNotBlocked
		reached[0][159] = 1;
		if (!(( !(((int)now.old_work[ Index(((int)((P0 *)_this)->me), 2) ]))&&(((int)now.uses[ Index(((int)((P0 *)_this)->me), 2) ])==((int)now.live[ Index(((int)((P0 *)_this)->me), 2) ])))))
			continue;
		/* merge: uses[me] = 0(3, 160, 3) */
		reached[0][160] = 1;
		(trpt+1)->bup.ovals = grab_ints(2);
		(trpt+1)->bup.ovals[0] = ((int)now.uses[ Index(((int)((P0 *)_this)->me), 2) ]);
		now.uses[ Index(((P0 *)_this)->me, 2) ] = 0;
#ifdef VAR_RANGES
		logval("uses[Instance:me]", ((int)now.uses[ Index(((int)((P0 *)_this)->me), 2) ]));
#endif
		;
		/* merge: live[me] = 0(3, 161, 3) */
		reached[0][161] = 1;
		(trpt+1)->bup.ovals[1] = ((int)now.live[ Index(((int)((P0 *)_this)->me), 2) ]);
		now.live[ Index(((P0 *)_this)->me, 2) ] = 0;
#ifdef VAR_RANGES
		logval("live[Instance:me]", ((int)now.live[ Index(((int)((P0 *)_this)->me), 2) ]));
#endif
		;
		/* merge: goto stopped(3, 162, 3) */
		reached[0][162] = 1;
		;
		_m = 3; goto P999; /* 3 */
	case 144: // STATE 164 - gate.pml:145 - [(((old_work[me]&&(uses[me]==live[me]))&&!(min_version[(me/2)])))] (3:0:4 - 1)
		IfNotBlocked
		reached[0][164] = 1;
		if (!(((((int)now.old_work[ Index(((int)((P0 *)_this)->me), 2) ])&&(((int)now.uses[ Index(((int)((P0 *)_this)->me), 2) ])==((int)now.live[ Index(((int)((P0 *)_this)->me), 2) ])))&& !(((int)now.min_version[ Index((((int)((P0 *)_this)->me)/2), 1) ])))))
			continue;
		/* merge: uses[me] = 0(3, 165, 3) */
		reached[0][165] = 1;
		(trpt+1)->bup.ovals = grab_ints(4);
		(trpt+1)->bup.ovals[0] = ((int)now.uses[ Index(((int)((P0 *)_this)->me), 2) ]);
		now.uses[ Index(((P0 *)_this)->me, 2) ] = 0;
#ifdef VAR_RANGES
		logval("uses[Instance:me]", ((int)now.uses[ Index(((int)((P0 *)_this)->me), 2) ]));
#endif
		;
		/* merge: live[me] = 0(3, 166, 3) */
		reached[0][166] = 1;
		(trpt+1)->bup.ovals[1] = ((int)now.live[ Index(((int)((P0 *)_this)->me), 2) ]);
		now.live[ Index(((P0 *)_this)->me, 2) ] = 0;
#ifdef VAR_RANGES
		logval("live[Instance:me]", ((int)now.live[ Index(((int)((P0 *)_this)->me), 2) ]));
#endif
		;
		/* merge: old_work[me] = 0(3, 167, 3) */
		reached[0][167] = 1;
		(trpt+1)->bup.ovals[2] = ((int)now.old_work[ Index(((int)((P0 *)_this)->me), 2) ]);
		now.old_work[ Index(((P0 *)_this)->me, 2) ] = 0;
#ifdef VAR_RANGES
		logval("old_work[Instance:me]", ((int)now.old_work[ Index(((int)((P0 *)_this)->me), 2) ]));
#endif
		;
		/* merge: leftover[(me/2)] = 1(3, 168, 3) */
		reached[0][168] = 1;
		(trpt+1)->bup.ovals[3] = ((int)now.leftover[ Index((((int)((P0 *)_this)->me)/2), 1) ]);
		now.leftover[ Index((((P0 *)_this)->me/2), 1) ] = 1;
#ifdef VAR_RANGES
		logval("leftover[(Instance:me/2)]", ((int)now.leftover[ Index((((int)((P0 *)_this)->me)/2), 1) ]));
#endif
		;
		/* merge: goto stopped(3, 169, 3) */
		reached[0][169] = 1;
		;
		_m = 3; goto P999; /* 5 */
	case 145: // STATE 171 - gate.pml:147 - [uses[me] = 0] (0:3:1 - 1)
		IfNotBlocked
		reached[0][171] = 1;
		(trpt+1)->bup.oval = ((int)now.uses[ Index(((int)((P0 *)_this)->me), 2) ]);
		now.uses[ Index(((P0 *)_this)->me, 2) ] = 0;
#ifdef VAR_RANGES
		logval("uses[Instance:me]", ((int)now.uses[ Index(((int)((P0 *)_this)->me), 2) ]));
#endif
		;
		/* merge: goto stopped(3, 172, 3) */
		reached[0][172] = 1;
		;
		_m = 3; goto P999; /* 1 */
	case 146: // STATE 177 - gate.pml:149 - [-end-] (0:0:0 - 1)
		IfNotBlocked
		reached[0][177] = 1;
		if (!delproc(1, II)) continue;
		_m = 3; goto P999; /* 0 */
	case  _T5:	/* np_ */
		if (!((!(trpt->o_pm&4) && !(trpt->tau&128))))
			continue;
		/* else fall through */
	case  _T2:	/* true */
		_m = 3; goto P999;
#undef rand
	}

