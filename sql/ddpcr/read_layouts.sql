-- read_ddpcr: every layout by its header; prints compared with the droplets; channels; REDF there and back
SET search_path = alkres, pg_catalog;
\pset null -
\getenv data ALKRES_DATA
CREATE TABLE layout AS SELECT name, :'data' || '/ddpcr/' || name || '.csv' AS path FROM unnest('{quantasoft_1_7_4,quantasoft_old,analysis_pro,qx_manager_1,qx_manager_1_cr,qx_manager_2,
	cluster_data,qiacuity_1,qiacuity_1_type,qiacuity_2,qiacuity_occupancy,naica,absolute_q,absolute_q_summary,absolute_q_partitions,absolute_q_combinations,redf}'::text[]) name;
SELECT name, instrument, printed_method, count(*) AS wells, string_agg(DISTINCT assay || ' ' || coalesce(reference_assay, ''), ', ') AS targets,
	round(min(droplet_volume_nl(droplets))::numeric, 3) AS least_nl, round(max(droplet_volume_nl(droplets))::numeric, 3) AS most_nl
FROM layout, read_ddpcr(path) GROUP BY 1, 2, 3 ORDER BY 1;
SELECT name, well, sample, role, status, droplets FROM layout, read_ddpcr(path) WHERE well IN ('A01', 'E01', 'D01') OR well IS NULL ORDER BY name, record;
-- the same plate from six of Bio-Rad's exports
SELECT well, count(DISTINCT droplets) FROM layout, read_ddpcr(path) WHERE name ~ 'quantasoft_1|pro|qx' AND NOT is_merged GROUP BY 1 ORDER BY 1;
-- every print follows from its droplets
SELECT name, count(*) AS figures, count(agrees) AS compared, count(*) FILTER (WHERE NOT agrees) AS differ FROM layout, read_ddpcr(path) w, compare_printed(w) GROUP BY 1 ORDER BY 1;
SELECT figure, printed, computed, rounding, agrees FROM layout, read_ddpcr(path) w, compare_printed(w) WHERE name = 'quantasoft_1_7_4' AND well = 'M01';
SELECT printed, printed_rounding(printed) FROM unnest('{9.15,7.0,3830,70,0,-0.03,100.5,Infinity,898.375854492188}'::numeric[]) printed;
SELECT count(*) FROM compare_printed(NULL);
-- a saturated channel's 1000000, a 0 beside figures of tens, single precision
SELECT figure, printed, computed, rounding, agrees FROM read_ddpcr_text(E'Well,Sample,TargetType,Target,Concentration,PoissonConfMax,PoissonConfMin,Positives,AcceptedDroplets\n'
	'A01,s,Ch1Unknown,M,40,220,0,1,28\nA01,s,Ch2Unknown,WT,1000000,1000000,1320,28,28\n') w, compare_printed(w);
SELECT printed, printed_rounding(printed) FROM unnest('{0.05967539,0.059675395,20486,1000000}'::numeric[]) printed;

-- which two of many
\set six :data '/ddpcr/qx600.csv'
\set four :data '/ddpcr/cluster_data_4.csv'
\set VERBOSITY default
SELECT * FROM read_ddpcr(:'six');
SELECT * FROM read_ddpcr(:'four');
SELECT * FROM read_ddpcr(:'six', channels => '{Cy5.5,Atto590}');
SELECT * FROM read_ddpcr(:'six', channels => '{FAM}');
SELECT * FROM read_ddpcr(:'six', channels => '{NULL,NULL}');
SELECT well, assay, reference_assay, droplets FROM read_ddpcr(:'six', channels => '{FAM,HEX}') WHERE well = 'A01';
SELECT well, assay, reference_assay, droplets FROM read_ddpcr(:'six', channels => '{l1196m,ROX}') WHERE well = 'A01';
SELECT well, assay, reference_assay, droplets FROM read_ddpcr(:'four', channels => '{Target 1,Target 3}') WHERE well = 'A01';
-- targets without dyes keep their channel; a lone one goes where it is elsewhere
CREATE FUNCTION pg_temp.plate(wells text) RETURNS text LANGUAGE sql RETURN E'Well,Sample/NTC/Control,Target,Conc. [copies/uL],CI (95%),Partitions (valid),Partitions (positive),Partitions (negative)\n' || wells;
SELECT well, assay, reference_assay, droplets FROM read_ddpcr_text(pg_temp.plate(E'A1,s,G1202R,0.5,-,25000,10,24990\nA1,s,WT,1,-,25000,20,24980\nB1,s,WT,20,-,25000,20,24980\n'), droplet_nl => 0.8);
SELECT well, assay, reference_assay, droplets FROM read_ddpcr_text(pg_temp.plate(E'A1,s,G1202R,0.5,-,25000,10,24990\nA1,s,WT,1,-,25000,20,24980\nB1,s,WT,20,-,25000,20,24980\nB1,s,G1202R,20,-,25000,20,24980\n'), droplet_nl => 0.8);
SELECT well, assay, reference_assay, droplets FROM read_ddpcr_text(pg_temp.plate(E'A1,s,G1202R,0.5,-,25000,10,24990\nA1,s,WT,1,-,25000,20,24980\nB1,s,WT,20,-,25000,20,24980\nB1,s,L1196M,20,-,25000,20,24980\n'), droplet_nl => 0.8, channels => '{NULL,WT}');
SELECT * FROM read_ddpcr_text(pg_temp.plate(E'A1,s,a,-,-,25000,10,24990\nA1,s,b,-,-,25000,20,24980\nA1,s,c,-,-,25000,20,24980\n'), droplet_nl => 0.8);
-- no print that tells the volume
SELECT * FROM read_ddpcr_text(pg_temp.plate(E'A1,s,a,0,-,25000,0,25000\n'));
-- a print a quarter off
SELECT * FROM read_ddpcr_text(pg_temp.plate(E'A1,s,a,10,-,25000,200,24800\nB1,s,a,10,-,25000,200,24800\nC1,s,a,20,-,25000,200,24800\n'));

-- REDF of any export reads as the same droplets
WITH exported AS (
	SELECT w.well, w.droplets, r.* FROM read_ddpcr(:'six', channels => '{Cy5,ROX}') w, redf(w) r)
, csv AS (
	SELECT E'experiment,replicate,assay,k,n,v,uv,threshold,panel_id\n' || string_agg(format('%s,%s,%s,%s,%s,%s,%s,NA,%s', experiment, replicate, assay, k, n, v, uv, panel_id), E'\n') AS content FROM exported)
SELECT count(*) AS wells, count(*) FILTER (WHERE b.droplets = a.droplets AND b.assay = a.assay AND b.sample = a.sample) AS same
FROM csv, read_ddpcr_text(content) b JOIN read_ddpcr(:'six', channels => '{Cy5,ROX}') a USING (well);
SELECT * FROM redf(NULL);
DROP TABLE layout;
