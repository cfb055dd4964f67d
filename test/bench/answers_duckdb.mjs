// Questions of a cohort, asked of alkres and of DuckDB in turn: node answers_duckdb.mjs DATABASE CSV FOLDER
//   CSV      observations with what is known of their draws (answers_duckdb.sql writes it): DuckDB gets one wide table, sorted by mutation and again by
//            patient, and of each question the better time of the two
//   FOLDER   where DuckDB's file may be written
// DuckDB is the program `duckdb` of the PATH, or the npm package @duckdb/node-api, found from the current folder or from $DUCKDB_MODULES.
// DuckDB has two threads, alkres a worker beside the session where a plan can use it.  A time is the least of the rounds; beside it the median, which tells how quiet the machine was, and the
// processor time, which other work on the machine changes little.
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { join, resolve } from 'node:path';

const [, , database, csv, folder] = process.argv;
const rounds = Number(process.env.ROUNDS ?? 15);
const most = 60; // seconds of one question, after which it has no further round
const threads = 2;

// A child that answers lines: what it prints up to a mark.
function talker(program, args) {
	const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
	const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
	return {
		async say(text, mark) {
			child.stdin.write(`${text}\n`);
			const answer = [];
			for (;;) {
				const { value, done } = await lines.next();
				if (done) throw new Error(`${program} ended`);
				if (value === mark) return answer;
				answer.push(value);
			}
		},
		pid: child.pid,
		end: () => child.stdin.end(),
	};
}

// Processor time of a process with all its threads, ms.
const processorTime = (pid) => readdirSync(`/proc/${pid}/task`).reduce((sum, task) => sum + Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]), 0) / 1e6;

const stat = (pid) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
// Of parallel workers, which are children of the server and have ended: in steps of 10 ms.
const workersTime = (backend) => stat(stat(backend)[1]).slice(13, 15).reduce((sum, ticks) => sum + 10 * Number(ticks), 0);

async function postgres() {
	const psql = talker('psql', ['-X', '-q', '-At', '-v', 'ON_ERROR_STOP=1', '-d', database]);
	const [pid] = await psql.say('SELECT pg_backend_pid();\n\\echo ==', '==');
	return {
		async ask(query) {
			const before = processorTime(pid) + workersTime(pid);
			const answer = await psql.say(`\\timing on\n${query};\n\\timing off\n\\echo ==`, '==');
			const cpu = processorTime(pid) + workersTime(pid) - before;
			return { ms: Number(/^Time: ([0-9.]+) ms/.exec(answer.at(-1))[1]), cpu, rows: answer.slice(0, -1) };
		},
		run: (query) => psql.say(`${query};\n\\echo ==`, '=='),
		end: psql.end,
	};
}

// The package, or else the program.
async function duckdb() {
	try {
		const from = createRequire(join(resolve(process.env.DUCKDB_MODULES ?? '.'), 'x.js'));
		const { DuckDBInstance, version } = from('@duckdb/node-api');
		const instance = await DuckDBInstance.create(join(folder, 'observations.duckdb'), { threads: String(threads) });
		const connection = await instance.connect();
		return {
			version: version(),
			async ask(query) {
				const before = processorTime('self');
				const start = process.hrtime.bigint();
				const rows = (await connection.runAndReadAll(query)).getRows();
				return { ms: Number(process.hrtime.bigint() - start) / 1e6, cpu: processorTime('self') - before, rows };
			},
			run: (query) => connection.run(query),
			end: () => connection.closeSync(),
		};
	} catch (error) {
		if (!['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'].includes(error.code)) throw error;
	}
	const version = spawnSync('duckdb', ['--version'], { encoding: 'utf8' });
	if (version.error) return null;
	const shell = talker('duckdb', ['-batch', '-noheader', '-list', join(folder, 'observations.duckdb')]);
	await shell.say(`SET threads = ${threads};\n.print ==`, '==');
	return {
		version: version.stdout.trim(),
		async ask(query) {
			const before = processorTime(shell.pid);
			const start = process.hrtime.bigint();
			const rows = await shell.say(`${query};\n.print ==`, '==');
			return { ms: Number(process.hrtime.bigint() - start) / 1e6, cpu: processorTime(shell.pid) - before, rows };
		},
		run: (query) => shell.say(`${query};\n.print ==`, '=='),
		end: shell.end,
	};
}

const progression = '(days_to_progression <= 30 OR days_since_progression <= 28)';
// name, alkres, DuckDB (TABLE is one of its two), whether both give the same number of rows or the same number.
const questions = [
	['each mutation at progression, by drug',
		`SELECT k.drug, m.mutation, count(DISTINCT m.patient_id) FROM detection AS m, unnest(m.drugs) AS k(drug) WHERE m.material = 'plasma' AND ${progression}
			GROUP BY k.drug, m.mutation`,
		`SELECT drug, mutation, count(DISTINCT patient_id) FROM TABLE WHERE state = 'detected' AND NOT is_marker AND material = 'plasma' AND ${progression} GROUP BY drug, mutation`],
	['patients in whom G1202R emerges',
		`SELECT count(*) FROM patient_mutation WHERE mutation = 'ALK G1202R' AND emergence = 'emergent'`,
		`SELECT count(DISTINCT patient_id) FROM (SELECT *, lag(state) OVER w AS state_before, lag(lod95) OVER w AS limit_before FROM TABLE WHERE mutation = 'ALK G1202R'
			WINDOW w AS (PARTITION BY patient_id ORDER BY drawn_on)) WHERE state = 'detected' AND state_before = 'absent' AND limit_before <= fraction_lower`],
	['one patient\'s trajectory', `SELECT * FROM trajectory_of('P77')`, `SELECT * FROM TABLE WHERE patient = 'P77' AND NOT is_marker ORDER BY drawn_on, mutation`],
	['the same, by the view, prepared', `EXECUTE trajectory('P77')`, `EXECUTE trajectory_TABLE('P77')`],
	['the same, by the view', `SELECT * FROM trajectory WHERE patient = 'P77'`, `SELECT * FROM TABLE WHERE patient = 'P77' AND NOT is_marker ORDER BY drawn_on, mutation`],
	['co-occurrence in a sample',
		`SELECT a.mutation, b.mutation, count(*) FROM detection AS a JOIN detection AS b ON b.patient_id = a.patient_id AND b.sample_id = a.sample_id AND b.mutation > a.mutation
			GROUP BY a.mutation, b.mutation`,
		`SELECT a.mutation, b.mutation, count(*) FROM TABLE AS a JOIN TABLE AS b ON b.sample_id = a.sample_id AND b.mutation > a.mutation
			WHERE a.state = 'detected' AND b.state = 'detected' AND NOT a.is_marker AND NOT b.is_marker GROUP BY a.mutation, b.mutation`],
	['solvent front above 0.5 % in half a year',
		`SELECT count(DISTINCT patient_id) FROM detection WHERE mutation <@ 'ALK solvent_front' AND fraction > 0.005 AND drawn_on > date '2025-05-01' - 183`,
		`SELECT count(DISTINCT patient_id) FROM TABLE WHERE state = 'detected' AND NOT is_marker AND region = 'ALK solvent_front' AND fraction > 0.005 AND drawn_on > date '2025-05-01' - 183`],
	['on and off target at progression',
		`SELECT drug, year, on_target, off_target, both_targets, patients - on_target - off_target - both_targets FROM target_mix()`,
		`SELECT drug, year, count(*) FILTER (WHERE has_on AND NOT has_off), count(*) FILTER (WHERE has_off AND NOT has_on), count(*) FILTER (WHERE has_on AND has_off),
			count(*) FILTER (WHERE NOT has_on AND NOT has_off) FROM (SELECT drug, year(drawn_on) AS year, patient_id, bool_or(state = 'detected' AND mechanism = 'on_target') AS has_on,
			bool_or(state = 'detected' AND mechanism = 'off_target') AS has_off FROM TABLE WHERE material = 'plasma' AND ${progression} GROUP BY drug, year(drawn_on), patient_id) GROUP BY drug, year`],
	['carriers inside ALK exon 23, by variant',
		`SELECT variant, count(*) FROM (SELECT DISTINCT variant, patient_id FROM observation
			WHERE state = 'detected' AND is_current AND NOT is_marker AND variant <@ 'GRCh38:chr2:29220706-29220835') AS c GROUP BY variant`,
		`SELECT chrom, pos, ref, alt, count(DISTINCT patient_id) FROM TABLE WHERE state = 'detected' AND NOT is_marker AND chrom = 'chr2' AND pos BETWEEN 29220706 AND 29220835
			GROUP BY chrom, pos, ref, alt`],
	// Markers are members of no class; most detections there are theirs.
	['the same, markers included',
		`SELECT variant, count(*) FROM (SELECT DISTINCT variant, patient_id FROM observation
			WHERE state = 'detected' AND is_current AND variant <@ 'GRCh38:chr2:29220706-29220835') AS c GROUP BY variant`,
		`SELECT chrom, pos, ref, alt, count(DISTINCT patient_id) FROM TABLE WHERE state = 'detected' AND chrom = 'chr2' AND pos BETWEEN 29220706 AND 29220835 GROUP BY chrom, pos, ref, alt`],
	['samples with G1202R and L1196M',
		`SELECT count(*) FROM detection AS a JOIN detection AS b USING (patient_id, sample_id) WHERE a.mutation = 'ALK G1202R' AND b.mutation = 'ALK L1196M'`,
		`SELECT count(*) FROM TABLE AS a JOIN TABLE AS b USING (sample_id) WHERE a.state = 'detected' AND b.state = 'detected' AND a.mutation = 'ALK G1202R' AND b.mutation = 'ALK L1196M'`],
	['rose from under 0.1 % to over 0.5 %',
		`SELECT count(DISTINCT patient_id) FROM detection WHERE absent_before <= 0.001 AND fraction > 0.005`,
		`SELECT count(DISTINCT patient_id) FROM (SELECT *, lag(state) OVER w AS state_before, lag(lod95) OVER w AS limit_before FROM TABLE WHERE NOT is_marker
			WINDOW w AS (PARTITION BY patient_id, mutation, pos, ref, alt ORDER BY drawn_on)) WHERE state = 'detected' AND fraction > 0.005 AND state_before = 'absent' AND limit_before <= 0.001`],
];

const least = (times) => Math.min(...times);
const median = (times) => [...times].sort((a, b) => a - b)[times.length >> 1];
// One number, or how many rows.
const gist = (rows) => (rows.length === 1 && [rows[0]].flat().length === 1 ? String(rows[0]) : `${rows.length} rows`);

const duck = await duckdb();
if (duck === null) {
	console.log('   DuckDB is not here (neither duckdb on the PATH nor npm @duckdb/node-api, see DUCKDB_MODULES): not compared');
	process.exit(0);
}
const pg = await postgres();
// Two processes, where a plan can use them.  What is asked lies in memory; DuckDB takes as much of it as it needs.
await pg.run(`SET max_parallel_workers_per_gather = 1; SET random_page_cost = 1.1; SET jit = off; SET work_mem = '64MB'; PREPARE trajectory(text) AS SELECT * FROM trajectory WHERE patient = $1;
SET plan_cache_mode = force_generic_plan`);
const types = {
	patient_id: 'BIGINT', sample_id: 'BIGINT', patient: 'VARCHAR', sample: 'VARCHAR', drawn_on: 'DATE', material: 'ENUM', line: 'INTEGER', drug: 'ENUM', day: 'INTEGER',
	days_to_progression: 'INTEGER', days_since_progression: 'INTEGER', mutation: 'ENUM', region: 'ENUM', mechanism: 'ENUM', chrom: 'ENUM', pos: 'INTEGER', ref: 'VARCHAR', alt: 'VARCHAR',
	method: 'ENUM', state: 'ENUM', fraction: 'DOUBLE', fraction_lower: 'DOUBLE', fraction_upper: 'DOUBLE', lod95: 'DOUBLE', is_marker: 'BOOLEAN',
};
const enums = Object.keys(types).filter((name) => types[name] === 'ENUM');
const read = Object.entries(types).map(([name, type]) => `'${name}': '${type === 'ENUM' ? 'VARCHAR' : type}'`);
await duck.run(`CREATE TEMP TABLE read AS SELECT * FROM read_csv('${csv}', header = true, columns = {${read.join(', ')}})`);
for (const name of enums) await duck.run(`CREATE TYPE kind_${name} AS ENUM (SELECT DISTINCT ${name} FROM read WHERE ${name} IS NOT NULL)`);
const columns = `* REPLACE (${enums.map((name) => `${name}::kind_${name} AS ${name}`).join(', ')})`;
await duck.run(`CREATE TABLE by_mutation AS SELECT ${columns} FROM read ORDER BY mutation::VARCHAR, patient_id, drawn_on`);
await duck.run(`CREATE TABLE by_patient AS SELECT ${columns} FROM read ORDER BY patient_id, drawn_on, mutation`);
await duck.run('DROP TABLE read');
await duck.run('CHECKPOINT');
for (const table of ['by_mutation', 'by_patient']) await duck.run(`PREPARE trajectory_${table} AS SELECT * FROM ${table} WHERE patient = $1 AND NOT is_marker ORDER BY drawn_on, mutation`);
console.log(`   DuckDB ${duck.version}, ${threads} threads; least (median; least processor time) of ${rounds} rounds in turn, or of fewer that took ${most} s, ms; how many times longer DuckDB takes (of processor time)`);
for (const [name, ours, theirs] of questions) {
	const told = { alkres: [], by_mutation: [], by_patient: [] };
	const begin = Date.now();
	for (let round = 0; round < rounds && Date.now() - begin < 1000 * most; round++) {
		told.alkres.push(await pg.ask(ours));
		for (const table of ['by_mutation', 'by_patient']) told[table].push(await duck.ask(theirs.replaceAll('TABLE', table)));
	}
	const of = (who, what) => told[who].map((answer) => answer[what]);
	const better = least(of('by_mutation', 'ms')) < least(of('by_patient', 'ms')) ? 'by_mutation' : 'by_patient';
	const show = (who) => `${least(of(who, 'ms')).toFixed(2).padStart(8)} (${median(of(who, 'ms')).toFixed(1)}; ${least(of(who, 'cpu')).toFixed(2)})`.padEnd(27);
	const times = (what) => (least(of(better, what)) / least(of('alkres', what))).toFixed(1);
	const said = [gist(told.alkres[0].rows), gist(told[better][0].rows)];
	const fewer = told.alkres.length < rounds ? `  (${told.alkres.length} rounds)` : '';
	console.log(`${name.padStart(42)}  alkres${show('alkres')} DuckDB${show(better)} ${times('ms').padStart(6)} times (${times('cpu')})${said[0] === said[1] ? '' : `  answers ${said[0]}; DuckDB ${said[1]}`}${fewer}`);
}
pg.end();
duck.end();
