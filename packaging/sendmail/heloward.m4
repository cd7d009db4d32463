divert(-1)
dnl FEATURE(`heloward', `SOCKET', `AWAY', `SECONDS'): attach heloward.
dnl
dnl SOCKET	as Sendmail writes it; left out: local:/run/heloward/milter.sock
dnl AWAY	what becomes of mail while heloward is away: `T': clients are told
dnl		451 and come back; `4': 421, and are cut off; left out: it passes
dnl SECONDS	how long an answer may take; left out: 15
dnl
dnl See heloward-sendmail(7).
divert(0)
VERSIONID(`heloward')
divert(-1)
define(`_HELOWARD_S_', `ifelse(len(X`'_ARG1_), `1',
	``local:/run/heloward/milter.sock'', `_ARG1_')')
define(`_HELOWARD_T_', `ifelse(len(X`'_ARG3_), `1', `15', `_ARG3_')')
define(`_HELOWARD_F_', `ifelse(len(X`'_ARG2_), `1', `',
	_ARG2_, `T', ``, F=T'',
	_ARG2_, `4', ``, F=4'',
	`errprint(`*** ERROR: FEATURE(heloward): `T', `4' or nothing, not '_ARG2_
)m4exit(1)')')
dnl Odd greetings are for the rules; without this they are refused before.
define(`confALLOW_BOGUS_HELO', `True')
define(`_HELOWARD_', `S='_HELOWARD_S_`'_HELOWARD_F_`, T=C:10s;S:'_HELOWARD_T_`s;R:'_HELOWARD_T_`s;E:1m')
INPUT_MAIL_FILTER(`heloward', defn(`_HELOWARD_'))
