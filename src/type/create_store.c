/*
 * create_store.c: the script of a store, run so that nothing in the store's schema gains by it.
 *
 * The owner of a schema may have put triggers, functions or index expressions there, and a
 * superuser who has said SET ROLE to that owner would run them: RESET ROLE inside one of them is a
 * superuser's. As when core builds an index or refreshes a view, a security-restricted operation
 * forbids that, and what would outlive it: temporary tables, deferred triggers, settings.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/guc.h"

PG_FUNCTION_INFO_V1(alkres_run_store_script);
Datum
alkres_run_store_script(PG_FUNCTION_ARGS)
{
	Oid types[] = {TEXTOID};
	Datum values[] = {PG_GETARG_DATUM(0)};
	Oid user;
	int context, settings;

	/* After an error the transaction, or its savepoint, sets both back. */
	GetUserIdAndSecContext(&user, &context);
	SetUserIdAndSecContext(user,
						   context | SECURITY_LOCAL_USERID_CHANGE | SECURITY_RESTRICTED_OPERATION);
	settings = NewGUCNestLevel();
	SPI_connect();
	SPI_execute_with_args("SELECT alkres_internal.make_store($1)", 1, types, values, NULL, false,
						  0);
	SPI_finish();
	AtEOXact_GUC(false, settings);
	SetUserIdAndSecContext(user, context);
	PG_RETURN_VOID();
}
