/* cram_process.c: the program alkres-cram is started and ended. */
#include "hts/cram_internal.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Room of the pipe that is asked for: more than a message, so that the two seldom wait. */
#define PIPE_SIZE (1024 * 1024)
/* Copies of the descriptors that a program gets stand above those that they become. */
#define COPIES_FROM 16

/* The program lies beside this library. */
static bool
find_program(char *path, size_t size, AlkresError *error)
{
	static const char here;
	Dl_info info;
	const char *slash = dladdr(&here, &info) != 0 ? strrchr(info.dli_fname, '/') : NULL;
	int length = slash == NULL ? -1
							   : snprintf(path, size, "%.*s/" ALKRES_CRAM_PROGRAM,
										  (int) (slash - info.dli_fname), info.dli_fname);

	if (length > 0 && (size_t) length < size)
		return true;
	return alkres_fail(error, ALKRES_IO, "could not find the folder of the library of alkres");
}

int
alkres_cram_stop(AlkresCram *cram)
{
	int status = 0;

	if (cram->pipe >= 0)
		close(cram->pipe);
	cram->pipe = -1;
	if (cram->child > 0)
	{
		(void) kill(cram->child, SIGKILL); /* one that has ended keeps its status */
		while (waitpid(cram->child, &status, 0) < 0)
			if (errno != EINTR)
			{
				status = 0;
				break;
			}
	}
	cram->child = 0;
	cram->head_length = 0;
	free(cram->body);
	cram->body = NULL;
	return status;
}

/* Start the program with the descriptors in their places, -1 for none; 0 or an errno. */
static int
spawn(pid_t *child, const char *path, char *const *arguments, char *const *environment,
	  const int *descriptors)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, all;
	int copies[ALKRES_CRAM_DESCRIPTORS], last = STDERR_FILENO, failure;

	sigemptyset(&none);
	sigfillset(&all);
	if ((failure = posix_spawn_file_actions_init(&actions)) != 0)
		return failure;
	if ((failure = posix_spawnattr_init(&attributes)) != 0)
	{
		posix_spawn_file_actions_destroy(&actions);
		return failure;
	}
	/* A group of its own: what interrupts the backend is sent to the backend's whole group. */
	(void) posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
													 POSIX_SPAWN_SETSIGDEF);
	(void) posix_spawnattr_setpgroup(&attributes, 0);
	(void) posix_spawnattr_setsigmask(&attributes, &none);
	(void) posix_spawnattr_setsigdefault(&attributes, &all);
	for (int i = 0; i < ALKRES_CRAM_DESCRIPTORS; i++)
	{
		copies[i] = -1;
		if (descriptors[i] < 0)
			continue;
		copies[i] = fcntl(descriptors[i], F_DUPFD_CLOEXEC, COPIES_FROM);
		last = i > last ? i : last;
		if (failure == 0)
			failure =
				copies[i] < 0 ? errno : posix_spawn_file_actions_adddup2(&actions, copies[i], i);
	}
	/* What goes wrong is told by messages; what libraries write besides is nobody's. */
	if (failure == 0)
		failure =
			posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	if (failure == 0)
		failure = posix_spawn_file_actions_addclosefrom_np(&actions, last + 1);
	if (failure == 0)
		failure = posix_spawn(child, path, &actions, &attributes, arguments, environment);
	for (int i = 0; i < ALKRES_CRAM_DESCRIPTORS; i++)
		if (copies[i] >= 0)
			close(copies[i]);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return failure;
}

/* Its arguments and environment: nothing of the server's but where libraries are found. */
static int
start_program(AlkresBam *bam, const char *path, const char *mode, const int *descriptors)
{
	static unsigned last_number = 0;
	const AlkresReadLimits *limits = &bam->limits;
	const int64_t numbers[] = {getpid(),
							   ++last_number,
							   limits->record_size,
							   limits->header_size,
							   limits->slice_size,
							   limits->decompressed_size};
	char texts[6][24], what[sizeof(bam->what) + sizeof(ALKRES_CRAM_WHAT) + 1];
	const char *libraries = getenv("LD_LIBRARY_PATH");
	char *arguments[ALKRES_CRAM_ARGUMENTS + 1] = {(char *) path, (char *) mode};
	char *environment[] = {what, "REF_PATH=/dev/null", "REF_CACHE=", NULL, NULL};
	char *library_path = NULL;
	int failure;

	snprintf(what, sizeof(what), ALKRES_CRAM_WHAT "=%s", bam->what);
	for (int i = 0; i < 6; i++)
	{
		snprintf(texts[i], sizeof(texts[i]), "%" PRId64, numbers[i]);
		arguments[ALKRES_CRAM_PARENT + i] = texts[i];
	}
	if (libraries != NULL)
	{
		size_t size = strlen(libraries) + sizeof("LD_LIBRARY_PATH=");

		if ((library_path = malloc(size)) == NULL)
			return ENOMEM;
		snprintf(library_path, size, "LD_LIBRARY_PATH=%s", libraries);
		environment[3] = library_path;
	}
	failure = spawn(&bam->cram->child, path, arguments, environment, descriptors);
	free(library_path);
	return failure;
}

bool
alkres_cram_run(AlkresBam *bam, const char *mode, const AlkresCramInput *input, AlkresError *error)
{
	AlkresCram *cram = bam->cram;
	int ends[2], descriptors[ALKRES_CRAM_DESCRIPTORS], failure;
	char path[4096];

	(void) alkres_cram_stop(cram);
	if (!find_program(path, sizeof(path), error))
		return false;
	if (pipe2(ends, O_CLOEXEC) != 0)
		failure = errno;
	else
	{
		cram->pipe = ends[0];
		(void) fcntl(ends[0], F_SETPIPE_SZ, PIPE_SIZE);
		descriptors[ALKRES_CRAM_FILE] = cram->file;
		descriptors[ALKRES_CRAM_OUT] = ends[1];
		descriptors[STDERR_FILENO] = -1;
		descriptors[ALKRES_CRAM_FASTA] = input->fasta;
		descriptors[ALKRES_CRAM_INDEX] = input->index;
		descriptors[ALKRES_CRAM_BLOCKS] = input->blocks;
		descriptors[ALKRES_CRAM_WINDOWS] = input->windows;
		failure = fcntl(ends[0], F_SETFL, O_NONBLOCK) < 0
					  ? errno
					  : start_program(bam, path, mode, descriptors);
		close(ends[1]);
	}
	if (failure == 0)
		return true;
	cram->child = 0;
	alkres_fail(error, ALKRES_IO, "could not start \"%s\": %s", path, strerror(failure));
	alkres_detail(error, "CRAM is decoded by this program; %s was not read.", bam->what);
	return alkres_hint(error, failure == ENOENT || failure == EACCES
								  ? "It is installed beside the library of alkres: install alkres "
									"again, as a whole."
								  : "The system may be short of processes, descriptors or memory.");
}
