/*
 * vcf_convert.c: a VCF file as htslib writes it in another form, for tests of its reading.
 *   vcf_convert MODE IN OUT      MODE: wz VCF.gz, wb BCF, wbu BCF not compressed, w VCF
 */
#include <htslib/vcf.h>
#include <stdio.h>

int
main(int argc, char **argv)
{
	htsFile *in = argc == 4 ? hts_open(argv[2], "r") : NULL;
	htsFile *out = in == NULL ? NULL : hts_open(argv[3], argv[1]);
	bcf_hdr_t *header = out == NULL ? NULL : bcf_hdr_read(in);
	bcf1_t *record = bcf_init();
	int got = -1;

	if (header == NULL || bcf_hdr_write(out, header) != 0)
		return 1;
	while ((got = bcf_read(in, header, record)) == 0)
		if (bcf_write(out, header, record) != 0)
			return 1;
	bcf_destroy(record);
	bcf_hdr_destroy(header);
	return got != -1 || hts_close(in) != 0 || hts_close(out) != 0;
}
