	switch (t->back) {
	default: Uerror("bad return move");
	case  0: goto R999; /* nothing to undo */

		 /* PROC :init: */
;
		;
		
	case 4: // STATE 2
		;
		;
		delproc(0, now._nr_pr-1);
		;
		goto R999;

	case 5: // STATE 3
		;
		((P5 *)_this)->i = trpt->bup.oval;
		;
		goto R999;

	case 6: // STATE 9
		;
		((P5 *)_this)->i = trpt->bup.oval;
		;
		goto R999;
;
		;
		
	case 8: // STATE 11
		;
		;
		delproc(0, now._nr_pr-1);
		;
		goto R999;

	case 9: // STATE 12
		;
		((P5 *)_this)->i = trpt->bup.oval;
		;
		goto R999;

	case 10: // STATE 18
		;
		;
		delproc(0, now._nr_pr-1);
		;
		goto R999;

	case 11: // STATE 19
		;
		;
		delproc(0, now._nr_pr-1);
		;
		goto R999;

	case 12: // STATE 20
		;
		;
		delproc(0, now._nr_pr-1);
		;
		goto R999;

	case 13: // STATE 22
		;
		p_restor(II);
		;
		;
		goto R999;

		 /* PROC Orchestrator */

	case 14: // STATE 5
		;
		((P4 *)_this)->mine = trpt->bup.ovals[4];
		((P4 *)_this)->seen_epoch = trpt->bup.ovals[3];
		((P4 *)_this)->seen = trpt->bup.ovals[2];
		((P4 *)_this)->is_blocked = trpt->bup.ovals[1];
		((P4 *)_this)->a = trpt->bup.ovals[0];
		;
		ungrab_ints(trpt->bup.ovals, 5);
		goto R999;
;
		;
		;
		;
		;
		;
		;
		;
		;
		;
		
	case 20: // STATE 17
		;
	/* 0 */	((P4 *)_this)->seen = trpt->bup.oval;
		;
		;
		goto R999;
;
		;
		
	case 22: // STATE 22
		;
	/* 0 */	((P4 *)_this)->mine = trpt->bup.oval;
		;
		;
		goto R999;

	case 23: // STATE 25
		;
		now.plan_row = trpt->bup.oval;
		;
		goto R999;

	case 24: // STATE 29
		;
		now.plan_row = trpt->bup.ovals[2];
	/* 1 */	((P4 *)_this)->seen_epoch = trpt->bup.ovals[1];
	/* 0 */	((P4 *)_this)->seen = trpt->bup.ovals[0];
		;
		;
		ungrab_ints(trpt->bup.ovals, 3);
		goto R999;

	case 25: // STATE 36
		;
		((P4 *)_this)->a = trpt->bup.oval;
		;
		goto R999;
;
		;
		
	case 27: // STATE 39
		;
		now.waits[ Index(((P4 *)_this)->a, 1) ] = trpt->bup.oval;
		;
		goto R999;
;
		;
		
	case 29: // STATE 55
		;
		((P4 *)_this)->a = trpt->bup.ovals[2];
		now.exclusive[ Index(((P4 *)_this)->a, 1) ] = trpt->bup.ovals[1];
		now.waits[ Index(((P4 *)_this)->a, 1) ] = trpt->bup.ovals[0];
		;
		ungrab_ints(trpt->bup.ovals, 3);
		goto R999;

	case 30: // STATE 50
		;
		((P4 *)_this)->a = trpt->bup.oval;
		;
		goto R999;

	case 31: // STATE 61
		;
		((P4 *)_this)->a = trpt->bup.oval;
		;
		goto R999;
	case 32: // STATE 77
		sv_restor();
		goto R999;

	case 33: // STATE 79
		;
	/* 0 */	((P4 *)_this)->is_blocked = trpt->bup.oval;
		;
		;
		goto R999;
	case 34: // STATE 97
		sv_restor();
		goto R999;
;
		
	case 35: // STATE 99
		goto R999;

	case 36: // STATE 104
		;
		((P4 *)_this)->a = trpt->bup.oval;
		;
		goto R999;
;
		;
		;
		;
		
	case 39: // STATE 115
		;
		((P4 *)_this)->a = trpt->bup.ovals[1];
		now.update_row[ Index(((P4 *)_this)->a, 1) ] = trpt->bup.ovals[0];
		;
		ungrab_ints(trpt->bup.ovals, 2);
		goto R999;

	case 40: // STATE 110
		;
		((P4 *)_this)->a = trpt->bup.oval;
		;
		goto R999;

	case 41: // STATE 121
		;
		((P4 *)_this)->a = trpt->bup.oval;
		;
		goto R999;
;
		;
			case 43: // STATE 140
		sv_restor();
		goto R999;
	case 44: // STATE 161
		sv_restor();
		goto R999;
	case 45: // STATE 179
		sv_restor();
		goto R999;

	case 46: // STATE 181
		;
	/* 0 */	((P4 *)_this)->is_blocked = trpt->bup.oval;
		;
		;
		goto R999;
;
		;
		
	case 48: // STATE 188
		;
	/* 0 */	((P4 *)_this)->mine = trpt->bup.oval;
		;
		;
		goto R999;

	case 49: // STATE 191
		;
		now.plan_row = trpt->bup.oval;
		;
		goto R999;

	case 50: // STATE 195
		;
		now.plan_row = trpt->bup.ovals[2];
	/* 1 */	((P4 *)_this)->seen_epoch = trpt->bup.ovals[1];
	/* 0 */	((P4 *)_this)->seen = trpt->bup.ovals[0];
		;
		;
		ungrab_ints(trpt->bup.ovals, 3);
		goto R999;
;
		;
		
	case 52: // STATE 205
		;
		now.epoch = trpt->bup.ovals[1];
		now.state = trpt->bup.ovals[0];
		;
		ungrab_ints(trpt->bup.ovals, 2);
		goto R999;
	case 53: // STATE 227
		sv_restor();
		goto R999;
;
		;
		
	case 55: // STATE 232
		;
	/* 0 */	((P4 *)_this)->mine = trpt->bup.oval;
		;
		;
		goto R999;

	case 56: // STATE 235
		;
		now.plan_row = trpt->bup.oval;
		;
		goto R999;

	case 57: // STATE 239
		;
		now.plan_row = trpt->bup.ovals[2];
	/* 1 */	((P4 *)_this)->seen_epoch = trpt->bup.ovals[1];
	/* 0 */	((P4 *)_this)->seen = trpt->bup.ovals[0];
		;
		;
		ungrab_ints(trpt->bup.ovals, 3);
		goto R999;

	case 58: // STATE 246
		;
	/* 0 */	((P4 *)_this)->mine = trpt->bup.oval;
		;
		;
		goto R999;
	case 59: // STATE 265
		sv_restor();
		goto R999;

	case 60: // STATE 267
		;
		((P4 *)_this)->a = trpt->bup.oval;
		;
		goto R999;

	case 61: // STATE 270
		;
		((P4 *)_this)->a = trpt->bup.ovals[1];
		((P4 *)_this)->is_blocked = trpt->bup.ovals[0];
		;
		ungrab_ints(trpt->bup.ovals, 2);
		goto R999;

	case 62: // STATE 276
		;
		((P4 *)_this)->a = trpt->bup.oval;
		;
		goto R999;

	case 63: // STATE 277
		;
	/* 0 */	((P4 *)_this)->is_blocked = trpt->bup.oval;
		;
		;
		goto R999;
	case 64: // STATE 295
		sv_restor();
		goto R999;
;
		
	case 65: // STATE 297
		goto R999;
;
		
	case 66: // STATE 300
		goto R999;
;
		;
			case 68: // STATE 314
		sv_restor();
		goto R999;
	case 69: // STATE 322
		sv_restor();
		goto R999;
	case 70: // STATE 343
		sv_restor();
		goto R999;
;
		;
		
	case 72: // STATE 348
		;
	/* 0 */	((P4 *)_this)->mine = trpt->bup.oval;
		;
		;
		goto R999;

	case 73: // STATE 351
		;
		now.plan_row = trpt->bup.oval;
		;
		goto R999;

	case 74: // STATE 355
		;
		now.plan_row = trpt->bup.ovals[2];
	/* 1 */	((P4 *)_this)->seen_epoch = trpt->bup.ovals[1];
	/* 0 */	((P4 *)_this)->seen = trpt->bup.ovals[0];
		;
		;
		ungrab_ints(trpt->bup.ovals, 3);
		goto R999;

	case 75: // STATE 362
		;
	/* 0 */	((P4 *)_this)->mine = trpt->bup.oval;
		;
		;
		goto R999;
	case 76: // STATE 381
		sv_restor();
		goto R999;

	case 77: // STATE 383
		;
	/* 0 */	((P4 *)_this)->is_blocked = trpt->bup.oval;
		;
		;
		goto R999;
	case 78: // STATE 401
		sv_restor();
		goto R999;
;
		
	case 79: // STATE 403
		goto R999;
;
		;
			case 81: // STATE 419
		sv_restor();
		goto R999;
;
		
	case 82: // STATE 421
		goto R999;
	case 83: // STATE 427
		sv_restor();
		goto R999;
	case 84: // STATE 448
		sv_restor();
		goto R999;
;
		;
		
	case 86: // STATE 453
		;
	/* 0 */	((P4 *)_this)->mine = trpt->bup.oval;
		;
		;
		goto R999;

	case 87: // STATE 456
		;
		now.plan_row = trpt->bup.oval;
		;
		goto R999;

	case 88: // STATE 460
		;
		now.plan_row = trpt->bup.ovals[2];
	/* 1 */	((P4 *)_this)->seen_epoch = trpt->bup.ovals[1];
	/* 0 */	((P4 *)_this)->seen = trpt->bup.ovals[0];
		;
		;
		ungrab_ints(trpt->bup.ovals, 3);
		goto R999;

	case 89: // STATE 467
		;
		((P4 *)_this)->a = trpt->bup.oval;
		;
		goto R999;
;
		;
		
	case 91: // STATE 470
		;
		now.waits[ Index(((P4 *)_this)->a, 1) ] = trpt->bup.oval;
		;
		goto R999;
;
		;
		
	case 93: // STATE 486
		;
		((P4 *)_this)->a = trpt->bup.ovals[2];
		now.exclusive[ Index(((P4 *)_this)->a, 1) ] = trpt->bup.ovals[1];
		now.waits[ Index(((P4 *)_this)->a, 1) ] = trpt->bup.ovals[0];
		;
		ungrab_ints(trpt->bup.ovals, 3);
		goto R999;

	case 94: // STATE 481
		;
		((P4 *)_this)->a = trpt->bup.oval;
		;
		goto R999;

	case 95: // STATE 492
		;
		((P4 *)_this)->a = trpt->bup.oval;
		;
		goto R999;

	case 96: // STATE 494
		;
		((P4 *)_this)->a = trpt->bup.oval;
		;
		goto R999;
;
		;
		;
		;
		
	case 99: // STATE 505
		;
		((P4 *)_this)->a = trpt->bup.ovals[1];
		now.update_row[ Index(((P4 *)_this)->a, 1) ] = trpt->bup.ovals[0];
		;
		ungrab_ints(trpt->bup.ovals, 2);
		goto R999;

	case 100: // STATE 500
		;
		((P4 *)_this)->a = trpt->bup.oval;
		;
		goto R999;

	case 101: // STATE 511
		;
		((P4 *)_this)->a = trpt->bup.oval;
		;
		goto R999;
;
		;
			case 103: // STATE 532
		sv_restor();
		goto R999;
	case 104: // STATE 553
		sv_restor();
		goto R999;

	case 105: // STATE 558
		;
		p_restor(II);
		;
		;
		goto R999;

		 /* PROC NextPlan */
;
		;
		
	case 107: // STATE 4
		;
		((P3 *)_this)->i = trpt->bup.oval;
		;
		goto R999;

	case 108: // STATE 11
		;
		p_restor(II);
		;
		;
		goto R999;

		 /* PROC Monitor */
;
		
	case 109: // STATE 1
		goto R999;

	case 110: // STATE 4
		;
		p_restor(II);
		;
		;
		goto R999;

		 /* PROC World */

	case 111: // STATE 1
		;
		((P1 *)_this)->i = trpt->bup.oval;
		;
		goto R999;

	case 112: // STATE 3
		;
		((P1 *)_this)->i = trpt->bup.oval;
		;
		goto R999;

	case 113: // STATE 19
		;
		((P1 *)_this)->i = trpt->bup.ovals[1];
		now.old_work[ Index(((P1 *)_this)->i, 2) ] = trpt->bup.ovals[0];
		;
		ungrab_ints(trpt->bup.ovals, 2);
		goto R999;

	case 114: // STATE 19
		;
		((P1 *)_this)->i = trpt->bup.oval;
		;
		goto R999;

	case 115: // STATE 19
		;
		((P1 *)_this)->i = trpt->bup.ovals[2];
		now.live[ Index(((P1 *)_this)->i, 2) ] = trpt->bup.ovals[1];
		now.out[ Index(((P1 *)_this)->i, 2) ] = trpt->bup.ovals[0];
		;
		ungrab_ints(trpt->bup.ovals, 3);
		goto R999;

	case 116: // STATE 19
		;
		((P1 *)_this)->i = trpt->bup.ovals[1];
		now.out[ Index(((P1 *)_this)->i, 2) ] = trpt->bup.ovals[0];
		;
		ungrab_ints(trpt->bup.ovals, 2);
		goto R999;

	case 117: // STATE 19
		;
		((P1 *)_this)->i = trpt->bup.ovals[1];
		now.leftover[ Index((((P1 *)_this)->i/2), 1) ] = trpt->bup.ovals[0];
		;
		ungrab_ints(trpt->bup.ovals, 2);
		goto R999;

	case 118: // STATE 22
		;
		now.veto = trpt->bup.oval;
		;
		goto R999;

	case 119: // STATE 25
		;
		now.veto = trpt->bup.oval;
		;
		goto R999;

	case 120: // STATE 30
		;
		p_restor(II);
		;
		;
		goto R999;

		 /* PROC Instance */

	case 121: // STATE 1
		;
		((P0 *)_this)->version = trpt->bup.oval;
		;
		goto R999;

	case 122: // STATE 2
		;
		((P0 *)_this)->version = trpt->bup.oval;
		;
		goto R999;

	case 123: // STATE 5
		;
		((P0 *)_this)->is_stale_reader = trpt->bup.oval;
		;
		goto R999;

	case 124: // STATE 9
		;
		((P0 *)_this)->locks = trpt->bup.ovals[2];
		now.shared[ Index((((P0 *)_this)->me/2), 1) ] = trpt->bup.ovals[1];
		((P0 *)_this)->mine = trpt->bup.ovals[0];
		;
		ungrab_ints(trpt->bup.ovals, 3);
		goto R999;
;
		;
		
	case 126: // STATE 14
		;
		((P0 *)_this)->locks = trpt->bup.ovals[1];
		now.share_row[ Index((((P0 *)_this)->me/2), 1) ] = trpt->bup.ovals[0];
		;
		ungrab_ints(trpt->bup.ovals, 2);
		goto R999;
	case 127: // STATE 31
		sv_restor();
		goto R999;

	case 128: // STATE 36
		;
	/* 0 */	((P0 *)_this)->is_stale_reader = trpt->bup.oval;
		;
		;
		goto R999;
	case 129: // STATE 52
		sv_restor();
		goto R999;

	case 130: // STATE 58
		;
	/* 0 */	((P0 *)_this)->is_stale_reader = trpt->bup.oval;
		;
		;
		goto R999;

	case 131: // STATE 60
		;
		((P0 *)_this)->snapshot = trpt->bup.oval;
		;
		goto R999;

	case 132: // STATE 63
		;
	/* 0 */	((P0 *)_this)->version = trpt->bup.oval;
		;
		;
		goto R999;
	case 133: // STATE 79
		sv_restor();
		goto R999;
;
		;
			case 135: // STATE 98
		sv_restor();
		goto R999;
;
		;
			case 137: // STATE 121
		sv_restor();
		goto R999;

	case 138: // STATE 129
		;
		now.uses[ Index(((P0 *)_this)->me, 2) ] = trpt->bup.ovals[1];
		now.live[ Index(((P0 *)_this)->me, 2) ] = trpt->bup.ovals[0];
		;
		ungrab_ints(trpt->bup.ovals, 2);
		goto R999;
	case 139: // STATE 145
		sv_restor();
		goto R999;

	case 140: // STATE 149
		;
		now.old_work[ Index(((P0 *)_this)->me, 2) ] = trpt->bup.oval;
		;
		goto R999;

	case 141: // STATE 152
		;
		now.uses[ Index(((P0 *)_this)->me, 2) ] = trpt->bup.ovals[1];
	/* 0 */	((P0 *)_this)->version = trpt->bup.ovals[0];
		;
		;
		ungrab_ints(trpt->bup.ovals, 2);
		goto R999;

	case 142: // STATE 156
		;
		now.uses[ Index(((P0 *)_this)->me, 2) ] = trpt->bup.oval;
		;
		goto R999;

	case 143: // STATE 161
		;
		now.live[ Index(((P0 *)_this)->me, 2) ] = trpt->bup.ovals[1];
		now.uses[ Index(((P0 *)_this)->me, 2) ] = trpt->bup.ovals[0];
		;
		ungrab_ints(trpt->bup.ovals, 2);
		goto R999;

	case 144: // STATE 168
		;
		now.leftover[ Index((((P0 *)_this)->me/2), 1) ] = trpt->bup.ovals[3];
		now.old_work[ Index(((P0 *)_this)->me, 2) ] = trpt->bup.ovals[2];
		now.live[ Index(((P0 *)_this)->me, 2) ] = trpt->bup.ovals[1];
		now.uses[ Index(((P0 *)_this)->me, 2) ] = trpt->bup.ovals[0];
		;
		ungrab_ints(trpt->bup.ovals, 4);
		goto R999;

	case 145: // STATE 171
		;
		now.uses[ Index(((P0 *)_this)->me, 2) ] = trpt->bup.oval;
		;
		goto R999;

	case 146: // STATE 177
		;
		p_restor(II);
		;
		;
		goto R999;
	}

