/* gene_model.h: the SQL type gene_model, for the layers above. */
#ifndef ALKRES_TYPE_GENE_MODEL_H
#define ALKRES_TYPE_GENE_MODEL_H

#include "access/tupdesc.h"
#include "fmgr.h"

#include "core/transcript/gene_model.h"

/* What a call keeps (fn_extra): the last model, and the row type of its result. */
typedef struct AlkresKeptModel
{
	const AlkresGeneModel *model;
	void *bytes; /* that it was decoded from */
	Size length;
	TupleDesc row; /* alkres_row_kept */
} AlkresKeptModel;

/* The model of a call's argument, decoded unless it is that of the last call. */
extern AlkresKeptModel *alkres_gene_model_argument(FunctionCallInfo fcinfo, int number);

#endif
