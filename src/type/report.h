/* report.h: the one door through which errors of core and hts become PostgreSQL errors. */
#ifndef ALKRES_TYPE_REPORT_H
#define ALKRES_TYPE_REPORT_H

#include "nodes/nodes.h"

#include "core/base/error.h"
#include "compat.h"

/* The SQLSTATE of an error code, as errcode() takes it. */
extern int alkres_sqlstate(AlkresErrorCode code);

/* Throw the error, or save it in escontext (soft input errors, PostgreSQL 16 on) and return. */
extern void alkres_report_soft(const AlkresError *error, Node *escontext);

/* Throw the error. */
extern _Noreturn void alkres_report(const AlkresError *error);

#endif
