/* symbol.h: gene symbols: HGNC's grammar, old names, and what only looks like one. */
#ifndef ALKRES_CORE_MUTATION_SYMBOL_H
#define ALKRES_CORE_MUTATION_SYMBOL_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of a symbol with its end. */
#define ALKRES_SYMBOL_SIZE 32

/*
 * A gene symbol as mutations write it: "alk" becomes "ALK", "HER2" "ERBB2".  False when it
 * cannot be one: by HGNC's grammar it is capitals, digits and hyphens behind a capital (C9orf72
 * apart), and a protein change without its gene (L1196M), or a word of reports (WT, METex14), is
 * none.
 */
extern bool alkres_gene_symbol(char symbol[ALKRES_SYMBOL_SIZE], const char *text, size_t length);

/*
 * Is it a symbol as alkres_gene_symbol writes them, whatever that would make of it?  An older
 * version may have taken for genes what is refused, or read as another one, today.
 */
extern bool alkres_gene_is_written(const char *text, size_t length);
/* Does alkres_gene_symbol make the same of a symbol? */
extern bool alkres_gene_is_kept(const char *symbol);

/*
 * Is the text, or what stands in it behind "p.", a protein change, maybe with a gene before it that
 * is not set apart (L1196M, p.Leu1196Met, ALKL1196M, ALK-L1196M)?  Then *change is where the change
 * starts, and symbol the gene, empty when there is none.
 */
extern bool alkres_change_without_gene(char symbol[ALKRES_SYMBOL_SIZE], const char **change,
									   const char *text);

#endif
