#ifdef PEG
struct T_SRC {
	char *fl; int ln;
} T_SRC[NTRANS];

void
tr_2_src(int m, char *file, int ln)
{	T_SRC[m].fl = file;
	T_SRC[m].ln = ln;
}

void
putpeg(int n, int m)
{	printf("%5d	trans %4d ", m, n);
	printf("%s:%d\n",
		T_SRC[n].fl, T_SRC[n].ln);
}
#endif

void
settable(void)
{	Trans *T;
	Trans *settr(int, int, int, int, int, char *, int, int, int);

	trans = (Trans ***) emalloc(7*sizeof(Trans **));

	/* proctype 5: :init: */

	trans[5] = (Trans **) emalloc(23*sizeof(Trans *));

	T = trans[ 5][21] = settr(800,2,0,0,0,"ATOMIC", 0, 2, 0);
	T->nxt	= settr(800,2,6,0,0,"ATOMIC", 0, 2, 0);
	trans[5][7]	= settr(786,2,6,1,0,".(goto)", 0, 2, 0);
	T = trans[5][6] = settr(785,2,0,0,0,"DO", 0, 2, 0);
	T = T->nxt	= settr(785,2,1,0,0,"DO", 0, 2, 0);
	    T->nxt	= settr(785,2,4,0,0,"DO", 0, 2, 0);
	trans[5][1]	= settr(780,2,2,3,0,"((i<(1*2)))", 0, 2, 0);
	trans[5][2]	= settr(781,2,3,4,4,"(run Instance(i))", 0, 2, 0);
	trans[5][3]	= settr(782,2,6,5,5,"i = (i+1)", 0, 2, 0);
	trans[5][4]	= settr(783,2,9,2,0,"else", 0, 2, 0);
	trans[5][5]	= settr(784,2,9,1,0,"goto :b25", 0, 2, 0); /* m: 9 -> 0,15 */
	reached5[9] = 1;
	trans[5][8]	= settr(787,2,9,1,0,"break", 0, 2, 0);
	trans[5][9]	= settr(788,2,15,6,6,"i = 0", 0, 2, 0);
	trans[5][16]	= settr(795,2,15,1,0,".(goto)", 0, 2, 0);
	T = trans[5][15] = settr(794,2,0,0,0,"DO", 0, 2, 0);
	T = T->nxt	= settr(794,2,10,0,0,"DO", 0, 2, 0);
	    T->nxt	= settr(794,2,13,0,0,"DO", 0, 2, 0);
	trans[5][10]	= settr(789,2,11,7,0,"((i<2))", 0, 2, 0);
	trans[5][11]	= settr(790,2,12,8,8,"(run Orchestrator())", 0, 2, 0);
	trans[5][12]	= settr(791,2,15,9,9,"i = (i+1)", 0, 2, 0);
	trans[5][13]	= settr(792,2,18,2,0,"else", 0, 2, 0);
	trans[5][14]	= settr(793,2,18,1,0,"goto :b26", 0, 2, 0);
	trans[5][17]	= settr(796,2,18,1,0,"break", 0, 2, 0);
	trans[5][18]	= settr(797,2,19,10,10,"(run World())", 0, 2, 0);
	trans[5][19]	= settr(798,2,20,11,11,"(run Monitor())", 0, 2, 0);
	trans[5][20]	= settr(799,0,22,12,12,"(run NextPlan())", 0, 2, 0);
	trans[5][22]	= settr(801,0,0,13,13,"-end-", 0, 3500, 0);

	/* proctype 4: Orchestrator */

	trans[4] = (Trans **) emalloc(559*sizeof(Trans *));

	T = trans[ 4][6] = settr(227,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(227,2,1,0,0,"ATOMIC", 1, 2, 0);
	trans[4][1]	= settr(222,4,19,14,14,"a = 0", 1, 2, 0); /* m: 2 -> 0,19 */
	reached4[2] = 1;
	trans[4][2]	= settr(0,0,0,0,0,"is_blocked = 0",0,0,0);
	trans[4][3]	= settr(0,0,0,0,0,"seen = state",0,0,0);
	trans[4][4]	= settr(0,0,0,0,0,"seen_epoch = epoch",0,0,0);
	trans[4][5]	= settr(0,0,0,0,0,"mine = timeline",0,0,0);
	T = trans[4][19] = settr(240,0,0,0,0,"IF", 0, 2, 0);
	T = T->nxt	= settr(240,0,7,0,0,"IF", 0, 2, 0);
	T = T->nxt	= settr(240,0,9,0,0,"IF", 0, 2, 0);
	T = T->nxt	= settr(240,0,11,0,0,"IF", 0, 2, 0);
	T = T->nxt	= settr(240,0,13,0,0,"IF", 0, 2, 0);
	T = T->nxt	= settr(240,0,15,0,0,"IF", 0, 2, 0);
	    T->nxt	= settr(240,0,17,0,0,"IF", 0, 2, 0);
	trans[4][7]	= settr(228,0,35,15,0,"((seen==0))", 0, 2, 0);
	trans[4][8]	= settr(229,0,35,1,0,"goto fence", 0, 2, 0);
	trans[4][20]	= settr(241,0,35,1,0,".(goto)", 0, 2, 0);
	trans[4][9]	= settr(230,0,186,16,0,"((seen==1))", 0, 2, 0);
	trans[4][10]	= settr(231,0,186,1,0,"goto drain", 0, 2, 0);
	trans[4][11]	= settr(232,0,245,17,0,"((seen==2))", 0, 2, 0);
	trans[4][12]	= settr(233,0,245,1,0,"goto seal", 0, 2, 0);
	trans[4][13]	= settr(234,0,361,18,0,"((seen==3))", 0, 2, 0);
	trans[4][14]	= settr(235,0,361,1,0,"goto purge", 0, 2, 0);
	trans[4][15]	= settr(236,0,466,19,0,"((((seen!=0)&&(seen!=4))&&(rollbacks<1)))", 1, 2, 0);
	trans[4][16]	= settr(237,0,466,1,0,"goto back", 0, 2, 0);
	trans[4][17]	= settr(238,0,557,20,20,"((seen==4))", 0, 2, 0);
	trans[4][18]	= settr(239,0,557,1,0,"goto over", 0, 2, 0);
	T = trans[ 4][35] = settr(256,0,0,0,0,"sub-sequence", 0, 2, 0);
	T->nxt	= settr(256,0,34,0,0,"sub-sequence", 0, 2, 0);
	T = trans[ 4][34] = settr(255,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(255,2,21,0,0,"ATOMIC", 1, 2, 0);
	trans[4][21]	= settr(242,2,26,21,0,"((!(plan_row)||(mine!=timeline)))", 1, 2, 0);
	T = trans[4][26] = settr(247,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(247,2,22,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(247,2,24,0,0,"IF", 1, 2, 0);
	trans[4][22]	= settr(243,4,6,22,22,"((mine!=timeline))", 1, 2, 0); /* m: 23 -> 6,0 */
	reached4[23] = 1;
	trans[4][23]	= settr(244,0,6,1,0,"goto again", 1, 2, 0);
	trans[4][27]	= settr(248,2,32,1,0,".(goto)", 1, 2, 0);
	trans[4][24]	= settr(245,2,25,2,0,"else", 1, 2, 0);
	trans[4][25]	= settr(246,2,32,23,23,"plan_row = 1", 1, 2, 0);
	T = trans[4][32] = settr(253,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(253,2,28,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(253,2,31,0,0,"IF", 1, 2, 0);
	trans[4][28]	= settr(249,4,6,24,24,"(((seen!=state)||(seen_epoch!=epoch)))", 1, 2, 0); /* m: 29 -> 6,0 */
	reached4[29] = 1;
	trans[4][29]	= settr(0,0,0,0,0,"plan_row = 0",0,0,0);
	trans[4][30]	= settr(251,0,6,1,0,"goto again", 1, 2, 0);
	trans[4][33]	= settr(254,0,62,1,0,".(goto)", 1, 2, 0);
	trans[4][31]	= settr(252,2,33,2,0,"else", 1, 2, 0);
	T = trans[ 4][62] = settr(283,0,0,0,0,"sub-sequence", 0, 2, 0);
	T->nxt	= settr(283,0,36,0,0,"sub-sequence", 0, 2, 0);
	trans[4][36]	= settr(257,0,58,25,25,"a = 0", 0, 2, 0);
	trans[4][59]	= settr(280,0,58,1,0,".(goto)", 0, 2, 0);
	T = trans[4][58] = settr(279,0,0,0,0,"DO", 0, 2, 0);
	T = T->nxt	= settr(279,0,37,0,0,"DO", 0, 2, 0);
	    T->nxt	= settr(279,0,56,0,0,"DO", 0, 2, 0);
	trans[4][37]	= settr(258,0,44,26,0,"((a<1))", 0, 2, 0);
	T = trans[ 4][44] = settr(265,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(265,2,42,0,0,"ATOMIC", 1, 2, 0);
	T = trans[4][42] = settr(263,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(263,2,38,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(263,2,40,0,0,"IF", 1, 2, 0);
	trans[4][38]	= settr(259,4,54,27,27,"((mine==timeline))", 1, 2, 0); /* m: 39 -> 54,0 */
	reached4[39] = 1;
	trans[4][39]	= settr(0,0,0,0,0,"waits[a] = 1",0,0,0);
	trans[4][43]	= settr(264,0,54,1,0,".(goto)", 1, 2, 0);
	trans[4][40]	= settr(261,2,41,2,0,"else", 1, 2, 0);
	trans[4][41]	= settr(262,0,6,1,0,"goto again", 1, 2, 0);
	T = trans[ 4][54] = settr(275,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(275,2,45,0,0,"ATOMIC", 1, 2, 0);
	trans[4][45]	= settr(266,2,52,28,0,"((((shared[a]==0)&&!(exclusive[a]))||(mine!=timeline)))", 1, 2, 0);
	T = trans[4][52] = settr(273,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(273,2,46,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(273,2,49,0,0,"IF", 1, 2, 0);
	trans[4][46]	= settr(267,0,58,29,29,"((mine==timeline))", 1, 2, 0); /* m: 47 -> 58,0 */
	reached4[47] = 1;
	trans[4][47]	= settr(0,0,0,0,0,"waits[a] = 0",0,0,0);
	trans[4][48]	= settr(0,0,0,0,0,"exclusive[a] = 1",0,0,0);
	trans[4][53]	= settr(274,0,55,1,0,".(goto)", 1, 2, 0); /* m: 55 -> 0,58 */
	reached4[55] = 1;
	trans[4][49]	= settr(270,2,50,2,0,"else", 1, 2, 0);
	trans[4][50]	= settr(271,4,6,30,30,"a = 0", 1, 2, 0); /* m: 51 -> 0,6 */
	reached4[51] = 1;
	trans[4][51]	= settr(272,0,6,1,0,"goto again", 1, 2, 0);
	trans[4][55]	= settr(0,0,0,0,0,"a = (a+1)",0,0,0);
	trans[4][56]	= settr(277,0,61,2,0,"else", 0, 2, 0);
	trans[4][57]	= settr(278,0,61,1,0,"goto :b4", 0, 2, 0); /* m: 61 -> 0,103 */
	reached4[61] = 1;
	trans[4][60]	= settr(281,0,61,1,0,"break", 0, 2, 0);
	trans[4][61]	= settr(282,0,103,31,31,"a = 0", 0, 2, 0);
	T = trans[ 4][103] = settr(324,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(324,2,78,0,0,"ATOMIC", 1, 2, 0);
	T = trans[ 4][78] = settr(299,0,0,0,0,"sub-sequence", 1, 2, 0);
	T->nxt	= settr(299,0,77,0,0,"sub-sequence", 1, 2, 0);
/*->*/	trans[4][77]	= settr(298,34,101,32,32,"D_STEP228", 1, 2, 0);
	T = trans[4][101] = settr(322,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(322,2,79,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(322,2,100,0,0,"IF", 1, 2, 0);
	trans[4][79]	= settr(300,2,98,33,33,"(is_blocked)", 1, 2, 0);
	T = trans[ 4][98] = settr(319,0,0,0,0,"sub-sequence", 1, 2, 0);
	T->nxt	= settr(319,0,97,0,0,"sub-sequence", 1, 2, 0);
/*->*/	trans[4][97]	= settr(318,34,99,34,34,"D_STEP330", 1, 2, 0);
	trans[4][99]	= settr(320,0,6,35,35,"goto again", 1, 2, 0);
	trans[4][102]	= settr(323,0,123,1,0,".(goto)", 1, 2, 0);
	trans[4][100]	= settr(321,2,102,2,0,"else", 1, 2, 0);
	T = trans[ 4][123] = settr(344,0,0,0,0,"sub-sequence", 0, 2, 0);
	T->nxt	= settr(344,0,104,0,0,"sub-sequence", 0, 2, 0);
	trans[4][104]	= settr(325,0,118,36,36,"a = 0", 0, 2, 0);
	trans[4][119]	= settr(340,0,118,1,0,".(goto)", 0, 2, 0);
	T = trans[4][118] = settr(339,0,0,0,0,"DO", 0, 2, 0);
	T = T->nxt	= settr(339,0,105,0,0,"DO", 0, 2, 0);
	    T->nxt	= settr(339,0,116,0,0,"DO", 0, 2, 0);
	trans[4][105]	= settr(326,0,114,37,0,"((a<1))", 0, 2, 0);
	T = trans[ 4][114] = settr(335,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(335,2,106,0,0,"ATOMIC", 1, 2, 0);
	trans[4][106]	= settr(327,2,112,38,0,"(((share_row[a]==0)||(mine!=timeline)))", 1, 2, 0);
	T = trans[4][112] = settr(333,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(333,2,107,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(333,2,109,0,0,"IF", 1, 2, 0);
	trans[4][107]	= settr(328,0,118,39,39,"((mine==timeline))", 1, 2, 0); /* m: 108 -> 118,0 */
	reached4[108] = 1;
	trans[4][108]	= settr(0,0,0,0,0,"update_row[a] = 1",0,0,0);
	trans[4][113]	= settr(334,0,115,1,0,".(goto)", 1, 2, 0); /* m: 115 -> 0,118 */
	reached4[115] = 1;
	trans[4][109]	= settr(330,2,110,2,0,"else", 1, 2, 0);
	trans[4][110]	= settr(331,4,6,40,40,"a = 0", 1, 2, 0); /* m: 111 -> 0,6 */
	reached4[111] = 1;
	trans[4][111]	= settr(332,0,6,1,0,"goto again", 1, 2, 0);
	trans[4][115]	= settr(0,0,0,0,0,"a = (a+1)",0,0,0);
	trans[4][116]	= settr(337,0,121,2,0,"else", 0, 2, 0);
	trans[4][117]	= settr(338,0,121,1,0,"goto :b7", 0, 2, 0); /* m: 121 -> 0,122 */
	reached4[121] = 1;
	trans[4][120]	= settr(341,0,121,1,0,"break", 0, 2, 0);
	trans[4][121]	= settr(342,0,122,41,41,"a = 0", 0, 2, 0);
	trans[4][122]	= settr(343,0,163,1,0,"(1)", 0, 2, 0);
	T = trans[ 4][163] = settr(384,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(384,2,142,0,0,"ATOMIC", 1, 2, 0);
	T = trans[4][142] = settr(363,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(363,2,124,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(363,2,141,0,0,"IF", 1, 2, 0);
	trans[4][124]	= settr(345,2,140,42,0,"((mine==timeline))", 1, 2, 0);
/*->*/	trans[4][140]	= settr(361,34,162,43,43,"D_STEP386", 1, 2, 0);
	trans[4][143]	= settr(364,2,162,1,0,".(goto)", 1, 2, 0);
	trans[4][141]	= settr(362,2,162,1,0,"(1)", 1, 2, 0);
	T = trans[ 4][162] = settr(383,0,0,0,0,"sub-sequence", 1, 2, 0);
	T->nxt	= settr(383,0,161,0,0,"sub-sequence", 1, 2, 0);
/*->*/	trans[4][161]	= settr(382,36,6,44,44,"D_STEP330", 1, 2, 0);
	trans[4][164]	= settr(385,0,6,1,0,"goto again", 0, 2, 0);
	T = trans[ 4][186] = settr(407,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(407,2,180,0,0,"ATOMIC", 1, 2, 0);
	T = trans[ 4][180] = settr(401,0,0,0,0,"sub-sequence", 1, 2, 0);
	T->nxt	= settr(401,0,179,0,0,"sub-sequence", 1, 2, 0);
/*->*/	trans[4][179]	= settr(400,34,184,45,45,"D_STEP228", 1, 2, 0);
	T = trans[4][184] = settr(405,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(405,2,181,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(405,2,183,0,0,"IF", 1, 2, 0);
	trans[4][181]	= settr(402,4,6,46,46,"(is_blocked)", 1, 2, 0); /* m: 182 -> 6,0 */
	reached4[182] = 1;
	trans[4][182]	= settr(403,0,6,1,0,"goto again", 1, 2, 0);
	trans[4][185]	= settr(406,0,201,1,0,".(goto)", 1, 2, 0);
	trans[4][183]	= settr(404,2,185,2,0,"else", 1, 2, 0);
	T = trans[ 4][201] = settr(422,0,0,0,0,"sub-sequence", 0, 2, 0);
	T->nxt	= settr(422,0,200,0,0,"sub-sequence", 0, 2, 0);
	T = trans[ 4][200] = settr(421,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(421,2,187,0,0,"ATOMIC", 1, 2, 0);
	trans[4][187]	= settr(408,2,192,47,0,"((!(plan_row)||(mine!=timeline)))", 1, 2, 0);
	T = trans[4][192] = settr(413,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(413,2,188,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(413,2,190,0,0,"IF", 1, 2, 0);
	trans[4][188]	= settr(409,4,6,48,48,"((mine!=timeline))", 1, 2, 0); /* m: 189 -> 6,0 */
	reached4[189] = 1;
	trans[4][189]	= settr(410,0,6,1,0,"goto again", 1, 2, 0);
	trans[4][193]	= settr(414,2,198,1,0,".(goto)", 1, 2, 0);
	trans[4][190]	= settr(411,2,191,2,0,"else", 1, 2, 0);
	trans[4][191]	= settr(412,2,198,49,49,"plan_row = 1", 1, 2, 0);
	T = trans[4][198] = settr(419,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(419,2,194,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(419,2,197,0,0,"IF", 1, 2, 0);
	trans[4][194]	= settr(415,4,6,50,50,"(((seen!=state)||(seen_epoch!=epoch)))", 1, 2, 0); /* m: 195 -> 6,0 */
	reached4[195] = 1;
	trans[4][195]	= settr(0,0,0,0,0,"plan_row = 0",0,0,0);
	trans[4][196]	= settr(417,0,6,1,0,"goto again", 1, 2, 0);
	trans[4][199]	= settr(420,0,229,1,0,".(goto)", 1, 2, 0);
	trans[4][197]	= settr(418,2,199,2,0,"else", 1, 2, 0);
	T = trans[ 4][229] = settr(450,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(450,2,208,0,0,"ATOMIC", 1, 2, 0);
	T = trans[4][208] = settr(429,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(429,2,202,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(429,2,207,0,0,"IF", 1, 2, 0);
	trans[4][202]	= settr(423,2,206,51,0,"((mine==timeline))", 1, 2, 0);
	T = trans[ 4][206] = settr(427,0,0,0,0,"sub-sequence", 1, 2, 0);
	T->nxt	= settr(427,0,203,0,0,"sub-sequence", 1, 2, 0);
	trans[4][203]	= settr(424,2,228,52,52,"assert(((seen==state)&&(seen_epoch==epoch)))", 1, 2, 0); /* m: 204 -> 0,228 */
	reached4[204] = 1;
	trans[4][204]	= settr(0,0,0,0,0,"state = 2",0,0,0);
	trans[4][205]	= settr(0,0,0,0,0,"epoch = (epoch+1)",0,0,0);
	trans[4][209]	= settr(430,2,228,1,0,".(goto)", 1, 2, 0);
	trans[4][207]	= settr(428,2,228,2,0,"else", 1, 2, 0);
	T = trans[ 4][228] = settr(449,0,0,0,0,"sub-sequence", 1, 2, 0);
	T->nxt	= settr(449,0,227,0,0,"sub-sequence", 1, 2, 0);
/*->*/	trans[4][227]	= settr(448,36,6,53,53,"D_STEP330", 1, 2, 0);
	trans[4][230]	= settr(451,0,6,1,0,"goto again", 0, 2, 0);
	T = trans[ 4][245] = settr(466,0,0,0,0,"sub-sequence", 0, 2, 0);
	T->nxt	= settr(466,0,244,0,0,"sub-sequence", 0, 2, 0);
	T = trans[ 4][244] = settr(465,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(465,2,231,0,0,"ATOMIC", 1, 2, 0);
	trans[4][231]	= settr(452,2,236,54,0,"((!(plan_row)||(mine!=timeline)))", 1, 2, 0);
	T = trans[4][236] = settr(457,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(457,2,232,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(457,2,234,0,0,"IF", 1, 2, 0);
	trans[4][232]	= settr(453,4,6,55,55,"((mine!=timeline))", 1, 2, 0); /* m: 233 -> 6,0 */
	reached4[233] = 1;
	trans[4][233]	= settr(454,0,6,1,0,"goto again", 1, 2, 0);
	trans[4][237]	= settr(458,2,242,1,0,".(goto)", 1, 2, 0);
	trans[4][234]	= settr(455,2,235,2,0,"else", 1, 2, 0);
	trans[4][235]	= settr(456,2,242,56,56,"plan_row = 1", 1, 2, 0);
	T = trans[4][242] = settr(463,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(463,2,238,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(463,2,241,0,0,"IF", 1, 2, 0);
	trans[4][238]	= settr(459,4,6,57,57,"(((seen!=state)||(seen_epoch!=epoch)))", 1, 2, 0); /* m: 239 -> 6,0 */
	reached4[239] = 1;
	trans[4][239]	= settr(0,0,0,0,0,"plan_row = 0",0,0,0);
	trans[4][240]	= settr(461,0,6,1,0,"goto again", 1, 2, 0);
	trans[4][243]	= settr(464,0,302,1,0,".(goto)", 1, 2, 0);
	trans[4][241]	= settr(462,2,243,2,0,"else", 1, 2, 0);
	T = trans[ 4][302] = settr(523,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(523,2,249,0,0,"ATOMIC", 1, 2, 0);
	T = trans[4][249] = settr(470,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(470,2,246,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(470,2,248,0,0,"IF", 1, 2, 0);
	trans[4][246]	= settr(467,4,6,58,58,"((mine!=timeline))", 1, 2, 0); /* m: 247 -> 6,0 */
	reached4[247] = 1;
	trans[4][247]	= settr(468,0,6,1,0,"goto again", 1, 2, 0);
	trans[4][250]	= settr(471,2,266,1,0,".(goto)", 1, 2, 0);
	trans[4][248]	= settr(469,2,266,2,0,"else", 1, 2, 0);
	T = trans[ 4][266] = settr(487,0,0,0,0,"sub-sequence", 1, 2, 0);
	T->nxt	= settr(487,0,265,0,0,"sub-sequence", 1, 2, 0);
/*->*/	trans[4][265]	= settr(486,34,267,59,59,"D_STEP228", 1, 2, 0);
	trans[4][267]	= settr(488,2,273,60,60,"a = 0", 1, 2, 0);
	trans[4][274]	= settr(495,2,273,1,0,".(goto)", 1, 2, 0);
	T = trans[4][273] = settr(494,2,0,0,0,"DO", 1, 2, 0);
	T = T->nxt	= settr(494,2,268,0,0,"DO", 1, 2, 0);
	    T->nxt	= settr(494,2,271,0,0,"DO", 1, 2, 0);
	trans[4][268]	= settr(489,2,273,61,61,"((a<1))", 1, 2, 0); /* m: 269 -> 273,0 */
	reached4[269] = 1;
	trans[4][269]	= settr(0,0,0,0,0,"is_blocked = (is_blocked||!(min_version[a]))",0,0,0);
	trans[4][270]	= settr(0,0,0,0,0,"a = (a+1)",0,0,0);
	trans[4][271]	= settr(492,2,276,2,0,"else", 1, 2, 0);
	trans[4][272]	= settr(493,2,276,1,0,"goto :b13", 1, 2, 0); /* m: 276 -> 0,299 */
	reached4[276] = 1;
	trans[4][275]	= settr(496,2,276,1,0,"break", 1, 2, 0);
	trans[4][276]	= settr(497,2,299,62,62,"a = 0", 1, 2, 0);
	T = trans[4][299] = settr(520,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(520,2,277,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(520,2,298,0,0,"IF", 1, 2, 0);
	trans[4][277]	= settr(498,2,296,63,63,"(is_blocked)", 1, 2, 0);
	T = trans[ 4][296] = settr(517,0,0,0,0,"sub-sequence", 1, 2, 0);
	T->nxt	= settr(517,0,295,0,0,"sub-sequence", 1, 2, 0);
/*->*/	trans[4][295]	= settr(516,34,297,64,64,"D_STEP330", 1, 2, 0);
	trans[4][297]	= settr(518,0,6,65,65,"goto again", 1, 2, 0);
	trans[4][300]	= settr(521,4,345,66,66,".(goto)", 1, 2, 0); /* m: 301 -> 0,345 */
	reached4[301] = 1;
	trans[4][298]	= settr(519,2,300,2,0,"else", 1, 2, 0);
	trans[4][301]	= settr(0,0,0,0,0,"assert(!(veto))",0,0,0);
	T = trans[ 4][345] = settr(566,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(566,2,324,0,0,"ATOMIC", 1, 2, 0);
	T = trans[4][324] = settr(545,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(545,2,303,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(545,2,323,0,0,"IF", 1, 2, 0);
	trans[4][303]	= settr(524,2,315,67,0,"((mine==timeline))", 1, 2, 0);
	T = trans[ 4][315] = settr(536,0,0,0,0,"sub-sequence", 1, 2, 0);
	T->nxt	= settr(536,0,314,0,0,"sub-sequence", 1, 2, 0);
/*->*/	trans[4][314]	= settr(535,34,322,68,68,"D_STEP252", 1, 2, 0);
/*->*/	trans[4][322]	= settr(543,34,344,69,69,"D_STEP428", 1, 2, 0);
	trans[4][325]	= settr(546,2,344,1,0,".(goto)", 1, 2, 0);
	trans[4][323]	= settr(544,2,344,1,0,"(1)", 1, 2, 0);
	T = trans[ 4][344] = settr(565,0,0,0,0,"sub-sequence", 1, 2, 0);
	T->nxt	= settr(565,0,343,0,0,"sub-sequence", 1, 2, 0);
/*->*/	trans[4][343]	= settr(564,36,6,70,70,"D_STEP330", 1, 2, 0);
	trans[4][346]	= settr(567,0,6,1,0,"goto again", 0, 2, 0);
	T = trans[ 4][361] = settr(582,0,0,0,0,"sub-sequence", 0, 2, 0);
	T->nxt	= settr(582,0,360,0,0,"sub-sequence", 0, 2, 0);
	T = trans[ 4][360] = settr(581,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(581,2,347,0,0,"ATOMIC", 1, 2, 0);
	trans[4][347]	= settr(568,2,352,71,0,"((!(plan_row)||(mine!=timeline)))", 1, 2, 0);
	T = trans[4][352] = settr(573,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(573,2,348,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(573,2,350,0,0,"IF", 1, 2, 0);
	trans[4][348]	= settr(569,4,6,72,72,"((mine!=timeline))", 1, 2, 0); /* m: 349 -> 6,0 */
	reached4[349] = 1;
	trans[4][349]	= settr(570,0,6,1,0,"goto again", 1, 2, 0);
	trans[4][353]	= settr(574,2,358,1,0,".(goto)", 1, 2, 0);
	trans[4][350]	= settr(571,2,351,2,0,"else", 1, 2, 0);
	trans[4][351]	= settr(572,2,358,73,73,"plan_row = 1", 1, 2, 0);
	T = trans[4][358] = settr(579,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(579,2,354,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(579,2,357,0,0,"IF", 1, 2, 0);
	trans[4][354]	= settr(575,4,6,74,74,"(((seen!=state)||(seen_epoch!=epoch)))", 1, 2, 0); /* m: 355 -> 6,0 */
	reached4[355] = 1;
	trans[4][355]	= settr(0,0,0,0,0,"plan_row = 0",0,0,0);
	trans[4][356]	= settr(577,0,6,1,0,"goto again", 1, 2, 0);
	trans[4][359]	= settr(580,0,407,1,0,".(goto)", 1, 2, 0);
	trans[4][357]	= settr(578,2,359,2,0,"else", 1, 2, 0);
	T = trans[ 4][407] = settr(628,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(628,2,365,0,0,"ATOMIC", 1, 2, 0);
	T = trans[4][365] = settr(586,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(586,2,362,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(586,2,364,0,0,"IF", 1, 2, 0);
	trans[4][362]	= settr(583,4,6,75,75,"((mine!=timeline))", 1, 2, 0); /* m: 363 -> 6,0 */
	reached4[363] = 1;
	trans[4][363]	= settr(584,0,6,1,0,"goto again", 1, 2, 0);
	trans[4][366]	= settr(587,2,382,1,0,".(goto)", 1, 2, 0);
	trans[4][364]	= settr(585,2,382,2,0,"else", 1, 2, 0);
	T = trans[ 4][382] = settr(603,0,0,0,0,"sub-sequence", 1, 2, 0);
	T->nxt	= settr(603,0,381,0,0,"sub-sequence", 1, 2, 0);
/*->*/	trans[4][381]	= settr(602,34,405,76,76,"D_STEP228", 1, 2, 0);
	T = trans[4][405] = settr(626,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(626,2,383,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(626,2,404,0,0,"IF", 1, 2, 0);
	trans[4][383]	= settr(604,2,402,77,77,"(is_blocked)", 1, 2, 0);
	T = trans[ 4][402] = settr(623,0,0,0,0,"sub-sequence", 1, 2, 0);
	T->nxt	= settr(623,0,401,0,0,"sub-sequence", 1, 2, 0);
/*->*/	trans[4][401]	= settr(622,34,403,78,78,"D_STEP330", 1, 2, 0);
	trans[4][403]	= settr(624,0,6,79,79,"goto again", 1, 2, 0);
	trans[4][406]	= settr(627,0,450,1,0,".(goto)", 1, 2, 0);
	trans[4][404]	= settr(625,2,406,2,0,"else", 1, 2, 0);
	T = trans[ 4][450] = settr(671,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(671,2,429,0,0,"ATOMIC", 1, 2, 0);
	T = trans[4][429] = settr(650,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(650,2,408,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(650,2,428,0,0,"IF", 1, 2, 0);
	trans[4][408]	= settr(629,2,420,80,0,"((mine==timeline))", 1, 2, 0);
	T = trans[ 4][420] = settr(641,0,0,0,0,"sub-sequence", 1, 2, 0);
	T->nxt	= settr(641,0,419,0,0,"sub-sequence", 1, 2, 0);
/*->*/	trans[4][419]	= settr(640,34,421,81,81,"D_STEP252", 1, 2, 0);
	trans[4][421]	= settr(642,2,427,82,82,"assert(((seen==3)&&!(writable)))", 1, 2, 0);
/*->*/	trans[4][427]	= settr(648,34,449,83,83,"D_STEP453", 1, 2, 0);
	trans[4][430]	= settr(651,2,449,1,0,".(goto)", 1, 2, 0);
	trans[4][428]	= settr(649,2,449,1,0,"(1)", 1, 2, 0);
	T = trans[ 4][449] = settr(670,0,0,0,0,"sub-sequence", 1, 2, 0);
	T->nxt	= settr(670,0,448,0,0,"sub-sequence", 1, 2, 0);
/*->*/	trans[4][448]	= settr(669,36,6,84,84,"D_STEP330", 1, 2, 0);
	trans[4][451]	= settr(672,0,6,1,0,"goto again", 0, 2, 0);
	T = trans[ 4][466] = settr(687,0,0,0,0,"sub-sequence", 0, 2, 0);
	T->nxt	= settr(687,0,465,0,0,"sub-sequence", 0, 2, 0);
	T = trans[ 4][465] = settr(686,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(686,2,452,0,0,"ATOMIC", 1, 2, 0);
	trans[4][452]	= settr(673,2,457,85,0,"((!(plan_row)||(mine!=timeline)))", 1, 2, 0);
	T = trans[4][457] = settr(678,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(678,2,453,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(678,2,455,0,0,"IF", 1, 2, 0);
	trans[4][453]	= settr(674,4,6,86,86,"((mine!=timeline))", 1, 2, 0); /* m: 454 -> 6,0 */
	reached4[454] = 1;
	trans[4][454]	= settr(675,0,6,1,0,"goto again", 1, 2, 0);
	trans[4][458]	= settr(679,2,463,1,0,".(goto)", 1, 2, 0);
	trans[4][455]	= settr(676,2,456,2,0,"else", 1, 2, 0);
	trans[4][456]	= settr(677,2,463,87,87,"plan_row = 1", 1, 2, 0);
	T = trans[4][463] = settr(684,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(684,2,459,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(684,2,462,0,0,"IF", 1, 2, 0);
	trans[4][459]	= settr(680,4,6,88,88,"(((seen!=state)||(seen_epoch!=epoch)))", 1, 2, 0); /* m: 460 -> 6,0 */
	reached4[460] = 1;
	trans[4][460]	= settr(0,0,0,0,0,"plan_row = 0",0,0,0);
	trans[4][461]	= settr(682,0,6,1,0,"goto again", 1, 2, 0);
	trans[4][464]	= settr(685,0,493,1,0,".(goto)", 1, 2, 0);
	trans[4][462]	= settr(683,2,464,2,0,"else", 1, 2, 0);
	T = trans[ 4][493] = settr(714,0,0,0,0,"sub-sequence", 0, 2, 0);
	T->nxt	= settr(714,0,467,0,0,"sub-sequence", 0, 2, 0);
	trans[4][467]	= settr(688,0,489,89,89,"a = 0", 0, 2, 0);
	trans[4][490]	= settr(711,0,489,1,0,".(goto)", 0, 2, 0);
	T = trans[4][489] = settr(710,0,0,0,0,"DO", 0, 2, 0);
	T = T->nxt	= settr(710,0,468,0,0,"DO", 0, 2, 0);
	    T->nxt	= settr(710,0,487,0,0,"DO", 0, 2, 0);
	trans[4][468]	= settr(689,0,475,90,0,"((a<1))", 0, 2, 0);
	T = trans[ 4][475] = settr(696,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(696,2,473,0,0,"ATOMIC", 1, 2, 0);
	T = trans[4][473] = settr(694,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(694,2,469,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(694,2,471,0,0,"IF", 1, 2, 0);
	trans[4][469]	= settr(690,4,485,91,91,"((mine==timeline))", 1, 2, 0); /* m: 470 -> 485,0 */
	reached4[470] = 1;
	trans[4][470]	= settr(0,0,0,0,0,"waits[a] = 1",0,0,0);
	trans[4][474]	= settr(695,0,485,1,0,".(goto)", 1, 2, 0);
	trans[4][471]	= settr(692,2,472,2,0,"else", 1, 2, 0);
	trans[4][472]	= settr(693,0,6,1,0,"goto again", 1, 2, 0);
	T = trans[ 4][485] = settr(706,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(706,2,476,0,0,"ATOMIC", 1, 2, 0);
	trans[4][476]	= settr(697,2,483,92,0,"((((shared[a]==0)&&!(exclusive[a]))||(mine!=timeline)))", 1, 2, 0);
	T = trans[4][483] = settr(704,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(704,2,477,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(704,2,480,0,0,"IF", 1, 2, 0);
	trans[4][477]	= settr(698,0,489,93,93,"((mine==timeline))", 1, 2, 0); /* m: 478 -> 489,0 */
	reached4[478] = 1;
	trans[4][478]	= settr(0,0,0,0,0,"waits[a] = 0",0,0,0);
	trans[4][479]	= settr(0,0,0,0,0,"exclusive[a] = 1",0,0,0);
	trans[4][484]	= settr(705,0,486,1,0,".(goto)", 1, 2, 0); /* m: 486 -> 0,489 */
	reached4[486] = 1;
	trans[4][480]	= settr(701,2,481,2,0,"else", 1, 2, 0);
	trans[4][481]	= settr(702,4,6,94,94,"a = 0", 1, 2, 0); /* m: 482 -> 0,6 */
	reached4[482] = 1;
	trans[4][482]	= settr(703,0,6,1,0,"goto again", 1, 2, 0);
	trans[4][486]	= settr(0,0,0,0,0,"a = (a+1)",0,0,0);
	trans[4][487]	= settr(708,0,492,2,0,"else", 0, 2, 0);
	trans[4][488]	= settr(709,0,492,1,0,"goto :b21", 0, 2, 0); /* m: 492 -> 0,513 */
	reached4[492] = 1;
	trans[4][491]	= settr(712,0,492,1,0,"break", 0, 2, 0);
	trans[4][492]	= settr(713,0,513,95,95,"a = 0", 0, 2, 0);
	T = trans[ 4][513] = settr(734,0,0,0,0,"sub-sequence", 0, 2, 0);
	T->nxt	= settr(734,0,494,0,0,"sub-sequence", 0, 2, 0);
	trans[4][494]	= settr(715,0,508,96,96,"a = 0", 0, 2, 0);
	trans[4][509]	= settr(730,0,508,1,0,".(goto)", 0, 2, 0);
	T = trans[4][508] = settr(729,0,0,0,0,"DO", 0, 2, 0);
	T = T->nxt	= settr(729,0,495,0,0,"DO", 0, 2, 0);
	    T->nxt	= settr(729,0,506,0,0,"DO", 0, 2, 0);
	trans[4][495]	= settr(716,0,504,97,0,"((a<1))", 0, 2, 0);
	T = trans[ 4][504] = settr(725,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(725,2,496,0,0,"ATOMIC", 1, 2, 0);
	trans[4][496]	= settr(717,2,502,98,0,"(((share_row[a]==0)||(mine!=timeline)))", 1, 2, 0);
	T = trans[4][502] = settr(723,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(723,2,497,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(723,2,499,0,0,"IF", 1, 2, 0);
	trans[4][497]	= settr(718,0,508,99,99,"((mine==timeline))", 1, 2, 0); /* m: 498 -> 508,0 */
	reached4[498] = 1;
	trans[4][498]	= settr(0,0,0,0,0,"update_row[a] = 1",0,0,0);
	trans[4][503]	= settr(724,0,505,1,0,".(goto)", 1, 2, 0); /* m: 505 -> 0,508 */
	reached4[505] = 1;
	trans[4][499]	= settr(720,2,500,2,0,"else", 1, 2, 0);
	trans[4][500]	= settr(721,4,6,100,100,"a = 0", 1, 2, 0); /* m: 501 -> 0,6 */
	reached4[501] = 1;
	trans[4][501]	= settr(722,0,6,1,0,"goto again", 1, 2, 0);
	trans[4][505]	= settr(0,0,0,0,0,"a = (a+1)",0,0,0);
	trans[4][506]	= settr(727,0,511,2,0,"else", 0, 2, 0);
	trans[4][507]	= settr(728,0,511,1,0,"goto :b22", 0, 2, 0); /* m: 511 -> 0,512 */
	reached4[511] = 1;
	trans[4][510]	= settr(731,0,511,1,0,"break", 0, 2, 0);
	trans[4][511]	= settr(732,0,512,101,101,"a = 0", 0, 2, 0);
	trans[4][512]	= settr(733,0,555,1,0,"(1)", 0, 2, 0);
	T = trans[ 4][555] = settr(776,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(776,2,534,0,0,"ATOMIC", 1, 2, 0);
	T = trans[4][534] = settr(755,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(755,2,514,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(755,2,533,0,0,"IF", 1, 2, 0);
	trans[4][514]	= settr(735,2,532,102,0,"((mine==timeline))", 1, 2, 0);
/*->*/	trans[4][532]	= settr(753,34,554,103,103,"D_STEP467", 1, 2, 0);
	trans[4][535]	= settr(756,2,554,1,0,".(goto)", 1, 2, 0);
	trans[4][533]	= settr(754,2,554,1,0,"(1)", 1, 2, 0);
	T = trans[ 4][554] = settr(775,0,0,0,0,"sub-sequence", 1, 2, 0);
	T->nxt	= settr(775,0,553,0,0,"sub-sequence", 1, 2, 0);
/*->*/	trans[4][553]	= settr(774,36,6,104,104,"D_STEP330", 1, 2, 0);
	trans[4][556]	= settr(777,0,6,1,0,"goto again", 0, 2, 0);
	trans[4][557]	= settr(778,0,558,1,0,"(1)", 0, 2, 0);
	trans[4][558]	= settr(779,0,0,105,105,"-end-", 0, 3500, 0);

	/* proctype 3: NextPlan */

	trans[3] = (Trans **) emalloc(12*sizeof(Trans *));

	T = trans[ 3][10] = settr(220,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(220,2,1,0,0,"ATOMIC", 1, 2, 0);
	trans[3][1]	= settr(211,2,7,106,0,"((state==4))", 1, 2, 0);
	trans[3][8]	= settr(218,2,7,1,0,".(goto)", 1, 2, 0);
	T = trans[3][7] = settr(217,2,0,0,0,"DO", 1, 2, 0);
	T = T->nxt	= settr(217,2,2,0,0,"DO", 1, 2, 0);
	    T->nxt	= settr(217,2,5,0,0,"DO", 1, 2, 0);
	trans[3][2]	= settr(212,2,7,107,107,"((i<(1*2)))", 1, 2, 0); /* m: 3 -> 7,0 */
	reached3[3] = 1;
	trans[3][3]	= settr(0,0,0,0,0,"assert((uses[i]!=1))",0,0,0);
	trans[3][4]	= settr(0,0,0,0,0,"i = (i+1)",0,0,0);
	trans[3][5]	= settr(215,2,6,2,0,"else", 1, 2, 0);
	trans[3][6]	= settr(216,2,9,1,0,"goto :b3", 1, 2, 0);
	trans[3][9]	= settr(219,0,11,1,0,"break", 1, 2, 0);
	trans[3][11]	= settr(221,0,0,108,108,"-end-", 0, 3500, 0);

	/* proctype 2: Monitor */

	trans[2] = (Trans **) emalloc(5*sizeof(Trans *));

	T = trans[ 2][3] = settr(209,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(209,2,1,0,0,"ATOMIC", 1, 2, 0);
	trans[2][1]	= settr(207,4,4,109,109,"((writable&&!(shim)))", 1, 2, 0); /* m: 2 -> 4,0 */
	reached2[2] = 1;
	trans[2][2]	= settr(0,0,0,0,0,"assert(0)",0,0,0);
	trans[2][4]	= settr(210,0,0,110,110,"-end-", 0, 3500, 0);

	/* proctype 1: World */

	trans[1] = (Trans **) emalloc(31*sizeof(Trans *));

	trans[1][28]	= settr(204,0,27,1,0,".(goto)", 0, 2, 0);
	T = trans[1][27] = settr(203,0,0,0,0,"DO", 0, 2, 0);
	T = T->nxt	= settr(203,0,20,0,0,"DO", 0, 2, 0);
	T = T->nxt	= settr(203,0,23,0,0,"DO", 0, 2, 0);
	    T->nxt	= settr(203,0,26,0,0,"DO", 0, 2, 0);
	T = trans[ 1][20] = settr(196,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(196,2,1,0,0,"ATOMIC", 1, 2, 0);
	trans[1][1]	= settr(177,2,5,111,111,"i = 0", 1, 2, 0);
	trans[1][6]	= settr(182,2,5,1,0,".(goto)", 1, 2, 0);
	T = trans[1][5] = settr(181,2,0,0,0,"DO", 1, 2, 0);
	T = T->nxt	= settr(181,2,4,0,0,"DO", 1, 2, 0);
	    T->nxt	= settr(181,2,2,0,0,"DO", 1, 2, 0);
	trans[1][4]	= settr(180,2,17,1,0,"goto :b2", 1, 2, 0);
	trans[1][2]	= settr(178,2,5,112,112,"((i<((1*2)-1)))", 1, 2, 0); /* m: 3 -> 5,0 */
	reached1[3] = 1;
	trans[1][3]	= settr(0,0,0,0,0,"i = (i+1)",0,0,0);
	trans[1][7]	= settr(183,2,17,1,0,"break", 1, 2, 0);
	T = trans[1][17] = settr(193,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(193,2,8,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(193,2,10,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(193,2,13,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(193,2,15,0,0,"IF", 1, 2, 0);
	trans[1][8]	= settr(184,0,27,113,113,"(old_work[i])", 1, 2, 0); /* m: 9 -> 27,0 */
	reached1[9] = 1;
	trans[1][9]	= settr(0,0,0,0,0,"old_work[i] = 0",0,0,0);
	trans[1][18]	= settr(194,0,27,114,114,".(goto)", 1, 2, 0); /* m: 19 -> 0,27 */
	reached1[19] = 1;
	trans[1][10]	= settr(186,0,27,115,115,"(((live[i]!=0)&&(uses[i]!=live[i])))", 1, 2, 0); /* m: 11 -> 27,0 */
	reached1[11] = 1;
	trans[1][11]	= settr(0,0,0,0,0,"out[i] = ( ((live[i]==1)) -> (1) : (out[i]) )",0,0,0);
	trans[1][12]	= settr(0,0,0,0,0,"live[i] = 0",0,0,0);
	trans[1][13]	= settr(189,0,27,116,116,"((out[i]&&!(old_work[i])))", 1, 2, 0); /* m: 14 -> 27,0 */
	reached1[14] = 1;
	trans[1][14]	= settr(0,0,0,0,0,"out[i] = 0",0,0,0);
	trans[1][15]	= settr(191,0,27,117,117,"(leftover[(i/2)])", 1, 2, 0); /* m: 16 -> 27,0 */
	reached1[16] = 1;
	trans[1][16]	= settr(0,0,0,0,0,"leftover[(i/2)] = 0",0,0,0);
	trans[1][19]	= settr(0,0,0,0,0,"i = 0",0,0,0);
	T = trans[ 1][23] = settr(199,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(199,2,21,0,0,"ATOMIC", 1, 2, 0);
	trans[1][21]	= settr(197,0,27,118,118,"((!(veto)&&(state<3)))", 1, 2, 0); /* m: 22 -> 27,0 */
	reached1[22] = 1;
	trans[1][22]	= settr(0,0,0,0,0,"veto = 1",0,0,0);
	T = trans[ 1][26] = settr(202,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(202,2,24,0,0,"ATOMIC", 1, 2, 0);
	trans[1][24]	= settr(200,0,27,119,119,"(veto)", 1, 2, 0); /* m: 25 -> 27,0 */
	reached1[25] = 1;
	trans[1][25]	= settr(0,0,0,0,0,"veto = 0",0,0,0);
	trans[1][29]	= settr(205,0,30,1,0,"break", 0, 2, 0);
	trans[1][30]	= settr(206,0,0,120,120,"-end-", 0, 3500, 0);

	/* proctype 0: Instance */

	trans[0] = (Trans **) emalloc(178*sizeof(Trans *));

	T = trans[0][3] = settr(2,0,0,0,0,"IF", 0, 2, 0);
	T = T->nxt	= settr(2,0,1,0,0,"IF", 0, 2, 0);
	    T->nxt	= settr(2,0,2,0,0,"IF", 0, 2, 0);
	trans[0][1]	= settr(0,0,5,121,121,"version = 0", 0, 2, 0);
	trans[0][4]	= settr(3,0,5,1,0,".(goto)", 0, 2, 0);
	trans[0][2]	= settr(1,0,5,122,122,"version = 1", 0, 2, 0);
	trans[0][5]	= settr(4,0,10,123,123,"is_stale_reader = 0", 0, 2, 0);
	T = trans[ 0][10] = settr(9,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(9,2,6,0,0,"ATOMIC", 1, 2, 0);
	trans[0][6]	= settr(5,4,104,124,124,"((!(waits[(me/2)])&&!(exclusive[(me/2)])))", 1, 2, 0); /* m: 7 -> 104,0 */
	reached0[7] = 1;
	trans[0][7]	= settr(0,0,0,0,0,"mine = timeline",0,0,0);
	trans[0][8]	= settr(0,0,0,0,0,"shared[(me/2)] = (shared[(me/2)]+1)",0,0,0);
	trans[0][9]	= settr(0,0,0,0,0,"locks = 1",0,0,0);
	T = trans[ 0][104] = settr(103,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(103,2,11,0,0,"ATOMIC", 1, 2, 0);
	trans[0][11]	= settr(10,2,34,125,0,"((!(update_row[(me/2)])||(mine!=timeline)))", 1, 2, 0);
	T = trans[0][34] = settr(33,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(33,2,12,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(33,2,15,0,0,"IF", 1, 2, 0);
	trans[0][12]	= settr(11,2,56,126,126,"((mine==timeline))", 1, 2, 0); /* m: 13 -> 56,0 */
	reached0[13] = 1;
	trans[0][13]	= settr(0,0,0,0,0,"share_row[(me/2)] = (share_row[(me/2)]+1)",0,0,0);
	trans[0][14]	= settr(0,0,0,0,0,"locks = 2",0,0,0);
	trans[0][35]	= settr(34,2,56,1,0,".(goto)", 1, 2, 0);
	trans[0][15]	= settr(14,2,32,2,0,"else", 1, 2, 0);
	T = trans[ 0][32] = settr(31,0,0,0,0,"sub-sequence", 1, 2, 0);
	T->nxt	= settr(31,0,31,0,0,"sub-sequence", 1, 2, 0);
/*->*/	trans[0][31]	= settr(30,34,33,127,127,"D_STEP66", 1, 2, 0);
	trans[0][33]	= settr(32,0,5,1,0,"goto register", 1, 2, 0);
	T = trans[0][56] = settr(55,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(55,2,36,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(55,2,55,0,0,"IF", 1, 2, 0);
	trans[0][36]	= settr(35,2,53,128,128,"((is_stale_reader&&(snapshot!=min_version[(me/2)])))", 1, 2, 0);
	T = trans[ 0][53] = settr(52,0,0,0,0,"sub-sequence", 1, 2, 0);
	T->nxt	= settr(52,0,52,0,0,"sub-sequence", 1, 2, 0);
/*->*/	trans[0][52]	= settr(51,34,54,129,129,"D_STEP66", 1, 2, 0);
	trans[0][54]	= settr(53,0,3,1,0,"goto stopped", 1, 2, 0);
	trans[0][57]	= settr(56,2,61,1,0,".(goto)", 1, 2, 0);
	trans[0][55]	= settr(54,2,61,2,0,"else", 1, 2, 0);
	T = trans[0][61] = settr(60,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(60,2,58,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(60,2,59,0,0,"IF", 1, 2, 0);
	trans[0][58]	= settr(57,2,102,130,130,"(is_stale_reader)", 1, 2, 0);
	trans[0][62]	= settr(61,2,102,1,0,".(goto)", 1, 2, 0);
	trans[0][59]	= settr(58,2,60,2,0,"else", 1, 2, 0);
	trans[0][60]	= settr(59,2,102,131,131,"snapshot = min_version[(me/2)]", 1, 2, 0);
	T = trans[0][102] = settr(101,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(101,2,63,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(101,2,82,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(101,2,101,0,0,"IF", 1, 2, 0);
	trans[0][63]	= settr(62,2,80,132,132,"((version<snapshot))", 1, 2, 0);
	T = trans[ 0][80] = settr(79,0,0,0,0,"sub-sequence", 1, 2, 0);
	T->nxt	= settr(79,0,79,0,0,"sub-sequence", 1, 2, 0);
/*->*/	trans[0][79]	= settr(78,34,81,133,133,"D_STEP66", 1, 2, 0);
	trans[0][81]	= settr(80,0,3,1,0,"goto stopped", 1, 2, 0);
	trans[0][103]	= settr(102,0,147,1,0,".(goto)", 1, 2, 0);
	trans[0][82]	= settr(81,2,99,134,0,"((live[me]!=0))", 1, 2, 0);
	T = trans[ 0][99] = settr(98,0,0,0,0,"sub-sequence", 1, 2, 0);
	T->nxt	= settr(98,0,98,0,0,"sub-sequence", 1, 2, 0);
/*->*/	trans[0][98]	= settr(97,34,100,135,135,"D_STEP66", 1, 2, 0);
	trans[0][100]	= settr(99,0,3,1,0,"goto stopped", 1, 2, 0);
	trans[0][101]	= settr(100,2,103,2,0,"else", 1, 2, 0);
	T = trans[ 0][147] = settr(146,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(146,2,125,0,0,"ATOMIC", 1, 2, 0);
	T = trans[0][125] = settr(124,2,0,0,0,"IF", 1, 2, 0);
	T = T->nxt	= settr(124,2,105,0,0,"IF", 1, 2, 0);
	    T->nxt	= settr(124,2,124,0,0,"IF", 1, 2, 0);
	trans[0][105]	= settr(104,2,122,136,0,"((mine!=timeline))", 1, 2, 0);
	T = trans[ 0][122] = settr(121,0,0,0,0,"sub-sequence", 1, 2, 0);
	T->nxt	= settr(121,0,121,0,0,"sub-sequence", 1, 2, 0);
/*->*/	trans[0][121]	= settr(120,34,123,137,137,"D_STEP66", 1, 2, 0);
	trans[0][123]	= settr(122,0,5,1,0,"goto register", 1, 2, 0);
	trans[0][126]	= settr(125,2,127,1,0,".(goto)", 1, 2, 0); /* m: 127 -> 0,146 */
	reached0[127] = 1;
	trans[0][124]	= settr(123,2,127,2,0,"else", 1, 2, 0);
	trans[0][127]	= settr(126,2,146,138,138,"assert((version>=min_version[(me/2)]))", 1, 2, 0); /* m: 128 -> 0,146 */
	reached0[128] = 1;
	trans[0][128]	= settr(0,0,0,0,0,"live[me] = (version+1)",0,0,0);
	trans[0][129]	= settr(0,0,0,0,0,"uses[me] = (version+1)",0,0,0);
	T = trans[ 0][146] = settr(145,0,0,0,0,"sub-sequence", 1, 2, 0);
	T->nxt	= settr(145,0,145,0,0,"sub-sequence", 1, 2, 0);
/*->*/	trans[0][145]	= settr(144,36,174,139,139,"D_STEP66", 1, 2, 0);
	trans[0][175]	= settr(174,0,174,1,0,".(goto)", 0, 2, 0);
	T = trans[0][174] = settr(173,0,0,0,0,"DO", 0, 2, 0);
	T = T->nxt	= settr(173,0,150,0,0,"DO", 0, 2, 0);
	T = T->nxt	= settr(173,0,154,0,0,"DO", 0, 2, 0);
	T = T->nxt	= settr(173,0,158,0,0,"DO", 0, 2, 0);
	T = T->nxt	= settr(173,0,163,0,0,"DO", 0, 2, 0);
	T = T->nxt	= settr(173,0,170,0,0,"DO", 0, 2, 0);
	    T->nxt	= settr(173,0,173,0,0,"DO", 0, 2, 0);
	T = trans[ 0][150] = settr(149,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(149,2,148,0,0,"ATOMIC", 1, 2, 0);
	trans[0][148]	= settr(147,0,174,140,140,"((!(version)&&!(old_work[me])))", 1, 2, 0); /* m: 149 -> 174,0 */
	reached0[149] = 1;
	trans[0][149]	= settr(0,0,0,0,0,"old_work[me] = 1",0,0,0);
	T = trans[ 0][154] = settr(153,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(153,2,151,0,0,"ATOMIC", 1, 2, 0);
	trans[0][151]	= settr(150,4,3,141,141,"(((uses[me]==live[me])&&(version<min_version[(me/2)])))", 1, 2, 0); /* m: 152 -> 3,0 */
	reached0[152] = 1;
	trans[0][152]	= settr(0,0,0,0,0,"uses[me] = 0",0,0,0);
	trans[0][153]	= settr(152,0,3,1,0,"goto stopped", 1, 2, 0);
	T = trans[ 0][158] = settr(157,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(157,2,155,0,0,"ATOMIC", 1, 2, 0);
	trans[0][155]	= settr(154,4,5,142,142,"((uses[me]!=live[me]))", 1, 2, 0); /* m: 156 -> 5,0 */
	reached0[156] = 1;
	trans[0][156]	= settr(0,0,0,0,0,"uses[me] = 0",0,0,0);
	trans[0][157]	= settr(156,0,5,1,0,"goto register", 1, 2, 0);
	T = trans[ 0][163] = settr(162,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(162,2,159,0,0,"ATOMIC", 1, 2, 0);
	trans[0][159]	= settr(158,4,3,143,143,"((!(old_work[me])&&(uses[me]==live[me])))", 1, 2, 0); /* m: 160 -> 3,0 */
	reached0[160] = 1;
	trans[0][160]	= settr(0,0,0,0,0,"uses[me] = 0",0,0,0);
	trans[0][161]	= settr(0,0,0,0,0,"live[me] = 0",0,0,0);
	trans[0][162]	= settr(161,0,3,1,0,"goto stopped", 1, 2, 0);
	T = trans[ 0][170] = settr(169,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(169,2,164,0,0,"ATOMIC", 1, 2, 0);
	trans[0][164]	= settr(163,4,3,144,144,"(((old_work[me]&&(uses[me]==live[me]))&&!(min_version[(me/2)])))", 1, 2, 0); /* m: 165 -> 3,0 */
	reached0[165] = 1;
	trans[0][165]	= settr(0,0,0,0,0,"uses[me] = 0",0,0,0);
	trans[0][166]	= settr(0,0,0,0,0,"live[me] = 0",0,0,0);
	trans[0][167]	= settr(0,0,0,0,0,"old_work[me] = 0",0,0,0);
	trans[0][168]	= settr(0,0,0,0,0,"leftover[(me/2)] = 1",0,0,0);
	trans[0][169]	= settr(168,0,3,1,0,"goto stopped", 1, 2, 0);
	T = trans[ 0][173] = settr(172,2,0,0,0,"ATOMIC", 1, 2, 0);
	T->nxt	= settr(172,2,171,0,0,"ATOMIC", 1, 2, 0);
	trans[0][171]	= settr(170,4,3,145,145,"uses[me] = 0", 1, 2, 0); /* m: 172 -> 0,3 */
	reached0[172] = 1;
	trans[0][172]	= settr(171,0,3,1,0,"goto stopped", 1, 2, 0);
	trans[0][176]	= settr(175,0,177,1,0,"break", 0, 2, 0);
	trans[0][177]	= settr(176,0,0,146,146,"-end-", 0, 3500, 0);
	/* np_ demon: */
	trans[_NP_] = (Trans **) emalloc(3*sizeof(Trans *));
	T = trans[_NP_][0] = settr(9997,0,1,_T5,0,"(np_)", 1,2,0);
	    T->nxt	  = settr(9998,0,0,_T2,0,"(1)",   0,2,0);
	T = trans[_NP_][1] = settr(9999,0,1,_T5,0,"(np_)", 1,2,0);
}

Trans *
settr(	int t_id, int a, int b, int c, int d,
	char *t, int g, int tpe0, int tpe1)
{	Trans *tmp = (Trans *) emalloc(sizeof(Trans));

	tmp->atom  = a&(6|32);	/* only (2|8|32) have meaning */
	if (!g) tmp->atom |= 8;	/* no global references */
	tmp->st    = b;
	tmp->tpe[0] = tpe0;
	tmp->tpe[1] = tpe1;
	tmp->tp    = t;
	tmp->t_id  = t_id;
	tmp->forw  = c;
	tmp->back  = d;
	return tmp;
}

Trans *
cpytr(Trans *a)
{	Trans *tmp = (Trans *) emalloc(sizeof(Trans));

	int i;
	tmp->atom  = a->atom;
	tmp->st    = a->st;
#ifdef HAS_UNLESS
	tmp->e_trans = a->e_trans;
	for (i = 0; i < HAS_UNLESS; i++)
		tmp->escp[i] = a->escp[i];
#endif
	tmp->tpe[0] = a->tpe[0];
	tmp->tpe[1] = a->tpe[1];
	for (i = 0; i < 6; i++)
	{	tmp->qu[i] = a->qu[i];
		tmp->ty[i] = a->ty[i];
	}
	tmp->tp    = (char *) emalloc(strlen(a->tp)+1);
	strcpy(tmp->tp, a->tp);
	tmp->t_id  = a->t_id;
	tmp->forw  = a->forw;
	tmp->back  = a->back;
	return tmp;
}

#ifndef NOREDUCE
int
srinc_set(int n)
{	if (n <= 2) return LOCAL;
	if (n <= 2+  DELTA) return Q_FULL_F; /* 's' or nfull  */
	if (n <= 2+2*DELTA) return Q_EMPT_F; /* 'r' or nempty */
	if (n <= 2+3*DELTA) return Q_EMPT_T; /* empty */
	if (n <= 2+4*DELTA) return Q_FULL_T; /* full  */
	if (n ==   5*DELTA) return GLOBAL;
	if (n ==   6*DELTA) return TIMEOUT_F;
	if (n ==   7*DELTA) return ALPHA_F;
	Uerror("cannot happen srinc_class");
	return BAD;
}
int
srunc(int n, int m)
{	switch(m) {
	case Q_FULL_F: return n-2;
	case Q_EMPT_F: return n-2-DELTA;
	case Q_EMPT_T: return n-2-2*DELTA;
	case Q_FULL_T: return n-2-3*DELTA;
	case ALPHA_F:
	case TIMEOUT_F: return 257; /* non-zero, and > MAXQ */
	}
	Uerror("cannot happen srunc");
	return 0;
}
#endif
int cnt;
#ifdef HAS_UNLESS
int
isthere(Trans *a, int b)
{	Trans *t;
	for (t = a; t; t = t->nxt)
		if (t->t_id == b)
			return 1;
	return 0;
}
#endif
#ifndef NOREDUCE
int
mark_safety(Trans *t) /* for conditional safety */
{	int g = 0, i, j, k;

	if (!t) return 0;
	if (t->qu[0])
		return (t->qu[1])?2:1;	/* marked */

	for (i = 0; i < 2; i++)
	{	j = srinc_set(t->tpe[i]);
		if (j >= GLOBAL && j != ALPHA_F)
			return -1;
		if (j != LOCAL)
		{	k = srunc(t->tpe[i], j);
			if (g == 0
			||  t->qu[0] != k
			||  t->ty[0] != j)
			{	t->qu[g] = k;
				t->ty[g] = j;
				g++;
	}	}	}
	return g;
}
#endif
void
retrans(int n, int m, int is, short srcln[], uchar reach[], uchar lpstate[])
	/* process n, with m states, is=initial state */
{	Trans *T0, *T1, *T2, *T3;
	Trans *T4, *T5; /* t_reverse or has_unless */
	int i;
#if defined(HAS_UNLESS) || !defined(NOREDUCE)
	int k;
#endif
#ifndef NOREDUCE
	int g, h, j, aa;
#endif
#ifdef HAS_UNLESS
	int p;
#endif
	if (state_tables >= 4)
	{	printf("STEP 1 %s\n", 
			procname[n]);
		for (i = 1; i < m; i++)
		for (T0 = trans[n][i]; T0; T0 = T0->nxt)
			crack(n, i, T0, srcln);
		return;
	}
	do {
		for (i = 1, cnt = 0; i < m; i++)
		{	T2 = trans[n][i];
			T1 = T2?T2->nxt:(Trans *)0;
/* prescan: */		for (T0 = T1; T0; T0 = T0->nxt)
/* choice in choice */	{	if (T0->st && trans[n][T0->st]
				&&  trans[n][T0->st]->nxt)
					break;
			}
#if 0
		if (T0)
		printf("\tstate %d / %d: choice in choice\n",
		i, T0->st);
#endif
			if (T0)
			for (T0 = T1; T0; T0 = T0->nxt)
			{	T3 = trans[n][T0->st];
				if (!T3->nxt)
				{	T2->nxt = cpytr(T0);
					T2 = T2->nxt;
					imed(T2, T0->st, n, i);
					continue;
				}
				do {	T3 = T3->nxt;
					T2->nxt = cpytr(T3);
					T2 = T2->nxt;
					imed(T2, T0->st, n, i);
				} while (T3->nxt);
				cnt++;
			}
		}
	} while (cnt);
	if (state_tables >= 3)
	{	printf("STEP 2 %s\n", 
			procname[n]);
		for (i = 1; i < m; i++)
		for (T0 = trans[n][i]; T0; T0 = T0->nxt)
			crack(n, i, T0, srcln);
		return;
	}
	for (i = 1; i < m; i++)
	{	if (trans[n][i] && trans[n][i]->nxt) /* optimize */
		{	T1 = trans[n][i]->nxt;
#if 0
			printf("\t\tpull %d (%d) to %d\n",
			T1->st, T1->forw, i);
#endif
			srcln[i] = srcln[T1->st];	/* Oyvind Teig, 5.2.0 */

			if (!trans[n][T1->st]) continue;
			T0 = cpytr(trans[n][T1->st]);
			trans[n][i] = T0;
			reach[T1->st] = 1;
			imed(T0, T1->st, n, i);
			for (T1 = T1->nxt; T1; T1 = T1->nxt)
			{
#if 0
			printf("\t\tpull %d (%d) to %d\n",
				T1->st, T1->forw, i);
#endif
		/*		srcln[i] = srcln[T1->st];  gh: not useful */
				if (!trans[n][T1->st]) continue;
				T0->nxt = cpytr(trans[n][T1->st]);
				T0 = T0->nxt;
				reach[T1->st] = 1;
				imed(T0, T1->st, n, i);
	}	}	}
	if (state_tables >= 2)
	{	printf("STEP 3 %s\n", 
			procname[n]);
		for (i = 1; i < m; i++)
		for (T0 = trans[n][i]; T0; T0 = T0->nxt)
			crack(n, i, T0, srcln);
		return;
	}
#ifdef HAS_UNLESS
	for (i = 1; i < m; i++)
	{	if (!trans[n][i]) continue;
		/* check for each state i if an
		 * escape to some state p is defined
		 * if so, copy and mark p's transitions
		 * and prepend them to the transition-
		 * list of state i
		 */
	 if (!like_java) /* the default */
	 {	for (T0 = trans[n][i]; T0; T0 = T0->nxt)
		for (k = HAS_UNLESS-1; k >= 0; k--)
		{	if (p = T0->escp[k])
			for (T1 = trans[n][p]; T1; T1 = T1->nxt)
			{	if (isthere(trans[n][i], T1->t_id))
					continue;
				T2 = cpytr(T1);
				T2->e_trans = p;
				T2->nxt = trans[n][i];
				trans[n][i] = T2;
		}	}
	 } else /* outermost unless checked first */
	 {	T4 = T3 = (Trans *) 0;
		for (T0 = trans[n][i]; T0; T0 = T0->nxt)
		for (k = HAS_UNLESS-1; k >= 0; k--)
		{	if (p = T0->escp[k])
			for (T1 = trans[n][p]; T1; T1 = T1->nxt)
			{	if (isthere(trans[n][i], T1->t_id))
					continue;
				T2 = cpytr(T1);
				T2->nxt = (Trans *) 0;
				T2->e_trans = p;
				if (T3)	T3->nxt = T2;
				else	T4 = T2;
				T3 = T2;
		}	}
		if (T4)
		{	T3->nxt = trans[n][i];
			trans[n][i] = T4;
		}
	 }
	}
#endif
#ifndef NOREDUCE
	for (i = 1; i < m; i++)
	{	if (a_cycles)
		{ /* moves through these states are visible */
	#if PROG_LAB>0 && defined(HAS_NP)
			if (progstate[n][i])
				goto degrade;
			for (T1 = trans[n][i]; T1; T1 = T1->nxt)
				if (progstate[n][T1->st])
					goto degrade;
	#endif
			if (accpstate[n][i] || visstate[n][i])
				goto degrade;
			for (T1 = trans[n][i]; T1; T1 = T1->nxt)
				if (accpstate[n][T1->st])
					goto degrade;
		}
		T1 = trans[n][i];
		if (!T1) continue;
		g = mark_safety(T1);	/* V3.3.1 */
		if (g < 0) goto degrade; /* global */
		/* check if mixing of guards preserves reduction */
		if (T1->nxt)
		{	k = 0;
			for (T0 = T1; T0; T0 = T0->nxt)
			{	if (!(T0->atom&8))
					goto degrade;
				for (aa = 0; aa < 2; aa++)
				{	j = srinc_set(T0->tpe[aa]);
					if (j >= GLOBAL && j != ALPHA_F)
						goto degrade;
					if (T0->tpe[aa]
					&&  T0->tpe[aa]
					!=  T1->tpe[0])
						k = 1;
			}	}
			/* g = 0;	V3.3.1 */
			if (k)	/* non-uniform selection */
			for (T0 = T1; T0; T0 = T0->nxt)
			for (aa = 0; aa < 2; aa++)
			{	j = srinc_set(T0->tpe[aa]);
				if (j != LOCAL)
				{	k = srunc(T0->tpe[aa], j);
					for (h = 0; h < 6; h++)
						if (T1->qu[h] == k
						&&  T1->ty[h] == j)
							break;
					if (h >= 6)
					{	T1->qu[g%6] = k;
						T1->ty[g%6] = j;
						g++;
			}	}	}
			if (g > 6)
			{	T1->qu[0] = 0;	/* turn it off */
				printf("pan: warning, line %d, ",
					srcln[i]);
			 	printf("too many stmnt types (%d)",
					g);
			  	printf(" in selection\n");
			  goto degrade;
			}
		}
		/* mark all options global if >=1 is global */
		for (T1 = trans[n][i]; T1; T1 = T1->nxt)
			if (!(T1->atom&8)) break;
		if (T1)
degrade:	for (T1 = trans[n][i]; T1; T1 = T1->nxt)
			T1->atom &= ~8;	/* mark as unsafe */
		/* can only mix 'r's or 's's if on same chan */
		/* and not mixed with other local operations */
		T1 = trans[n][i];
		if (!T1 || T1->qu[0]) continue;
		j = T1->tpe[0];
		if (T1->nxt && T1->atom&8)
		{ if (j == 5*DELTA)
		  {	printf("warning: line %d ", srcln[i]);
			printf("mixed condition ");
			printf("(defeats reduction)\n");
			goto degrade;
		  }
		  for (T0 = T1; T0; T0 = T0->nxt)
		  for (aa = 0; aa < 2; aa++)
		  if  (T0->tpe[aa] && T0->tpe[aa] != j)
		  {	printf("warning: line %d ", srcln[i]);
			printf("[%d-%d] mixed %stion ",
				T0->tpe[aa], j, 
				(j==5*DELTA)?"condi":"selec");
			printf("(defeats reduction)\n");
			printf("	'%s' <-> '%s'\n",
				T1->tp, T0->tp);
			goto degrade;
		} }
	}
#endif
	for (i = 1; i < m; i++)
	{	T2 = trans[n][i];
		if (!T2
		||  T2->nxt
		||  strncmp(T2->tp, ".(goto)", 7)
		||  !stopstate[n][i])
			continue;
		stopstate[n][T2->st] = 1;
	}
	if (state_tables && !verbose)
	{	if (dodot)
		{	char buf[256], *q = buf, *p = procname[n];
			while (*p != '\0')
			{	if (*p != ':')
				{	*q++ = *p;
				}
				p++;
			}
			*q = '\0';
			printf("digraph ");
			switch (Btypes[n]) {
			case I_PROC:  printf("init {\n"); break;
			case N_CLAIM: printf("claim_%s {\n", buf); break;
			case E_TRACE: printf("notrace {\n"); break;
			case N_TRACE: printf("trace {\n"); break;
			default:      printf("p_%s {\n", buf); break;
			}
			printf("size=\"8,10\";\n");
			printf("  GT [shape=box,style=dotted,label=\"%s\"];\n", buf);
			printf("  GT -> S%d;\n", is);
		} else
		{	switch (Btypes[n]) {
			case I_PROC:  printf("init\n"); break;
			case N_CLAIM: printf("claim %s\n", procname[n]); break;
			case E_TRACE: printf("notrace assertion\n"); break;
			case N_TRACE: printf("trace assertion\n"); break;
			default:      printf("proctype %s\n", procname[n]); break;
		}	}
		for (i = 1; i < m; i++)
		{	reach[i] = 1;
		}
		tagtable(n, m, is, srcln, reach);
		if (dodot) printf("}\n");
	} else
	for (i = 1; i < m; i++)
	{	int nrelse;
		if (Btypes[n] != N_CLAIM)
		{	for (T0 = trans[n][i]; T0; T0 = T0->nxt)
			{	if (T0->st == i
				&& strcmp(T0->tp, "(1)") == 0)
				{	printf("error: proctype '%s' ",
						procname[n]);
		  			printf("line %d, state %d: has un",
						srcln[i], i);
					printf("conditional self-loop\n");
					pan_exit(1);
		}	}	}
		nrelse = 0;
		for (T0 = trans[n][i]; T0; T0 = T0->nxt)
		{	if (strcmp(T0->tp, "else") == 0)
				nrelse++;
		}
		if (nrelse > 1)
		{	printf("error: proctype '%s' state",
				procname[n]);
		  	printf(" %d, inherits %d", i, nrelse);
		  	printf(" 'else' stmnts\n");
			pan_exit(1);
	}	}
#if !defined(LOOPSTATE) && !defined(BFS_PAR)
	if (state_tables)
#endif
	do_dfs(n, m, is, srcln, reach, lpstate);

	if (!t_reverse)
	{	return;
	}
	/* process n, with m states, is=initial state -- reverse list */
	if (!state_tables && Btypes[n] != N_CLAIM)
	{	for (i = 1; i < m; i++)
		{	Trans *Tx = (Trans *) 0; /* list of escapes */
			Trans *Ty = (Trans *) 0; /* its tail element */
			T1 = (Trans *) 0; /* reversed list */
			T2 = (Trans *) 0; /* its tail */
			T3 = (Trans *) 0; /* remembers possible 'else' */

			/* find unless-escapes, they should go first */
			T4 = T5 = T0 = trans[n][i];
	#ifdef HAS_UNLESS
			while (T4 && T4->e_trans) /* escapes are first in orig list */
			{	T5 = T4;	  /* remember predecessor */
				T4 = T4->nxt;
			}
	#endif
			/* T4 points to first non-escape, T5 to its parent, T0 to original list */
			if (T4 != T0)		 /* there was at least one escape */
			{	T3 = T5->nxt;		 /* start of non-escapes */
				T5->nxt = (Trans *) 0;	 /* separate */
				Tx = T0;		 /* start of the escapes */
				Ty = T5;		 /* its tail */
				T0 = T3;		 /* the rest, to be reversed */
			}
			/* T0 points to first non-escape, Tx to the list of escapes, Ty to its tail */

			/* first tail-add non-escape transitions, reversed */
			T3 = (Trans *) 0;
			for (T5 = T0; T5; T5 = T4)
			{	T4 = T5->nxt;
	#ifdef HAS_UNLESS
				if (T5->e_trans)
				{	printf("error: cannot happen!\n");
					continue;
				}
	#endif
				if (strcmp(T5->tp, "else") == 0)
				{	T3 = T5;
					T5->nxt = (Trans *) 0;
				} else
				{	T5->nxt = T1;
					if (!T1) { T2 = T5; }
					T1 = T5;
			}	}
			/* T3 points to a possible else, which is removed from the list */
			/* T1 points to the reversed list so far (without escapes) */
			/* T2 points to the tail element -- where the else should go */
			if (T2 && T3)
			{	T2->nxt = T3;	/* add else */
			} else
			{	if (T3) /* there was an else, but there's no tail */
				{	if (!T1)	/* and no reversed list */
					{	T1 = T3; /* odd, but possible */
					} else		/* even stranger */
					{	T1->nxt = T3;
			}	}	}

			/* add in the escapes, to that they appear at the front */
			if (Tx && Ty) { Ty->nxt = T1; T1 = Tx; }

			trans[n][i] = T1;
			/* reversed, with escapes first and else last */
	}	}
	if (state_tables && verbose)
	{	printf("FINAL proctype %s\n", 
			procname[n]);
		for (i = 1; i < m; i++)
		for (T0 = trans[n][i]; T0; T0 = T0->nxt)
			crack(n, i, T0, srcln);
	}
}
void
imed(Trans *T, int v, int n, int j)	/* set intermediate state */
{	progstate[n][T->st] |= progstate[n][v];
	accpstate[n][T->st] |= accpstate[n][v];
	stopstate[n][T->st] |= stopstate[n][v];
	mapstate[n][j] = T->st;
}
void
tagtable(int n, int m, int is, short srcln[], uchar reach[])
{	Trans *z;

	if (is >= m || !trans[n][is]
	||  is <= 0 || reach[is] == 0)
		return;
	reach[is] = 0;
	if (state_tables)
	for (z = trans[n][is]; z; z = z->nxt)
	{	if (dodot)
			dot_crack(n, is, z);
		else
			crack(n, is, z, srcln);
	}

	for (z = trans[n][is]; z; z = z->nxt)
	{
#ifdef HAS_UNLESS
		int i, j;
#endif
		tagtable(n, m, z->st, srcln, reach);
#ifdef HAS_UNLESS
		for (i = 0; i < HAS_UNLESS; i++)
		{	j = trans[n][is]->escp[i];
			if (!j) break;
			tagtable(n, m, j, srcln, reach);
		}
#endif
	}
}

extern Trans *t_id_lkup[];

void
dfs_table(int n, int m, int is, short srcln[], uchar reach[], uchar lpstate[])
{	Trans *z;

	if (is >= m || is <= 0 || !trans[n][is])
		return;
	if ((reach[is] & (4|8|16)) != 0)
	{	if ((reach[is] & (8|16)) == 16)	/* on stack, not yet recorded */
		{	lpstate[is] = 1;
			reach[is] |= 8; /* recorded */
			if (state_tables && verbose)
			{	printf("state %d line %d is a loopstate\n", is, srcln[is]);
		}	}
		return;
	}
	reach[is] |= (4|16);	/* visited | onstack */
	for (z = trans[n][is]; z; z = z->nxt)
	{	t_id_lkup[z->t_id] = z;
#ifdef HAS_UNLESS
		int i, j;
#endif
		dfs_table(n, m, z->st, srcln, reach, lpstate);
#ifdef HAS_UNLESS
		for (i = 0; i < HAS_UNLESS; i++)
		{	j = trans[n][is]->escp[i];
			if (!j) break;
			dfs_table(n, m, j, srcln, reach, lpstate);
		}
#endif
	}
	reach[is] &= ~16; /* no longer on stack */
}
void
do_dfs(int n, int m, int is, short srcln[], uchar reach[], uchar lpstate[])
{	int i;
	dfs_table(n, m, is, srcln, reach, lpstate);
	for (i = 0; i < m; i++)
		reach[i] &= ~(4|8|16);
}
void
crack(int n, int j, Trans *z, short srcln[])
{	int i;

	if (!z) return;
	printf("	state %3d -(tr %3d)-> state %3d  ",
		j, z->forw, z->st);
	printf("[id %3d tp %3d", z->t_id, z->tpe[0]);
	if (z->tpe[1]) printf(",%d", z->tpe[1]);
#ifdef HAS_UNLESS
	if (z->e_trans)
		printf(" org %3d", z->e_trans);
	else if (state_tables >= 2)
	for (i = 0; i < HAS_UNLESS; i++)
	{	if (!z->escp[i]) break;
		printf(" esc %d", z->escp[i]);
	}
#endif
	printf("]");
	printf(" [%s%s%s%s%s] %s:%d => ",
		z->atom&6?"A":z->atom&32?"D":"-",
		accpstate[n][j]?"a" :"-",
		stopstate[n][j]?"e" : "-",
		progstate[n][j]?"p" : "-",
		z->atom & 8 ?"L":"G",
		PanSource, srcln[j]);
	for (i = 0; z->tp[i]; i++)
		if (z->tp[i] == '\n')
			printf("\\n");
		else
			putchar(z->tp[i]);
	if (verbose && z->qu[0])
	{	printf("\t[");
		for (i = 0; i < 6; i++)
			if (z->qu[i])
				printf("(%d,%d)",
				z->qu[i], z->ty[i]);
		printf("]");
	}
	printf("\n");
	fflush(stdout);
}
/* spin -a m.pml; cc -o pan pan.c; ./pan -D | dot -Tps > foo.ps; ps2pdf foo.ps */
void
dot_crack(int n, int j, Trans *z)
{	int i;

	if (!z) return;
	printf("	S%d -> S%d  [color=black", j, z->st);

	if (z->atom&6) printf(",style=dashed");
	else if (z->atom&32) printf(",style=dotted");
	else if (z->atom&8) printf(",style=solid");
	else printf(",style=bold");

	printf(",label=\"");
	for (i = 0; z->tp[i]; i++)
	{	if (z->tp[i] == '\\'
		&&  z->tp[i+1] == 'n')
		{	i++; printf(" ");
		} else
		{	putchar(z->tp[i]);
	}	}
	printf("\"];\n");
	if (accpstate[n][j]) printf("  S%d [color=red,style=bold];\n", j);
	else if (progstate[n][j]) printf("  S%d [color=green,style=bold];\n", j);
	if (stopstate[n][j]) printf("  S%d [color=blue,style=bold,shape=box];\n", j);
}

#ifdef VAR_RANGES
#define BYTESIZE	32	/* 2^8 : 2^3 = 256:8 = 32 */

typedef struct Vr_Ptr {
	char	*nm;
	uchar	vals[BYTESIZE];
	struct Vr_Ptr *nxt;
} Vr_Ptr;
Vr_Ptr *ranges = (Vr_Ptr *) 0;

void
logval(char *s, int v)
{	Vr_Ptr *tmp;

	if (v<0 || v > 255) return;
	for (tmp = ranges; tmp; tmp = tmp->nxt)
		if (!strcmp(tmp->nm, s))
			goto found;
	tmp = (Vr_Ptr *) emalloc(sizeof(Vr_Ptr));
	tmp->nxt = ranges;
	ranges = tmp;
	tmp->nm = s;
found:
	tmp->vals[(v)/8] |= 1<<((v)%8);
}

void
dumpval(uchar X[], int range)
{	int w, x, i, j = -1;

	for (w = i = 0; w < range; w++)
	for (x = 0; x < 8; x++, i++)
	{
from:		if ((X[w] & (1<<x)))
		{	printf("%d", i);
			j = i;
			goto upto;
	}	}
	return;
	for (w = 0; w < range; w++)
	for (x = 0; x < 8; x++, i++)
	{
upto:		if (!(X[w] & (1<<x)))
		{	if (i-1 == j)
				printf(", ");
			else
				printf("-%d, ", i-1);
			goto from;
	}	}
	if (j >= 0 && j != 255)
		printf("-255");
}

void
dumpranges(void)
{	Vr_Ptr *tmp;
	printf("\nValues assigned within ");
	printf("interval [0..255]:\n");
	for (tmp = ranges; tmp; tmp = tmp->nxt)
	{	printf("\t%s\t: ", tmp->nm);
		dumpval(tmp->vals, BYTESIZE);
		printf("\n");
	}
}
#endif
