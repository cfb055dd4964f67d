-- Every hotspot of the bypass genes is classified and named as its source says, on both assemblies.
SET search_path = public, alkres;
SELECT h.gene, count(*) AS alleles,
	count(*) FILTER (WHERE classify(grch37) = h.mutation) AS right_on_grch37,
	count(*) FILTER (WHERE classify(grch38) = h.mutation) AS right_on_grch38,
	count(*) FILTER (WHERE (c37.hgvs_c, c37.hgvs_p, c37.transcript) = (h.hgvs_c, h.hgvs_p, h.transcript)) AS named_on_grch37,
	count(*) FILTER (WHERE (c38.hgvs_c, c38.hgvs_p, c38.transcript) = (h.hgvs_c, h.hgvs_p, h.transcript)) AS named_on_grch38
FROM bypass_hotspot AS h, LATERAL consequence(grch37) AS c37, LATERAL consequence(grch38) AS c38
WHERE kind <> 'span' GROUP BY ROLLUP (h.gene) ORDER BY h.gene;
SELECT h.mutation, grch38, h.hgvs_c, c.* FROM bypass_hotspot AS h, LATERAL consequence(grch38) AS c
WHERE (c.mutation, c.hgvs_c, c.hgvs_p) IS DISTINCT FROM (h.mutation, h.hgvs_c, h.hgvs_p) AND kind <> 'span';
-- spans are counted, not classified
SELECT mutation, name_in_source, grch37_region, grch38_region FROM bypass_hotspot WHERE kind = 'span' ORDER BY 1, 2;
-- the sources' own c. names: the transcript but for TP53 and MET the one of the model; several bases are written c.NXY>ZW there
SELECT gene, split_part(hgvs_in_source, ':', 1) AS transcript_in_source, transcript, count(*),
	count(*) FILTER (WHERE split_part(hgvs_in_source, ':', 2) = hgvs_c) AS same_c,
	count(*) FILTER (WHERE name_in_source = 'p.' || split_part(mutation::text, ' ', 2)) AS same_p
FROM bypass_hotspot WHERE hgvs_in_source IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2;
