/* confine.c: what the process may use, and what it may do, while it reads a file that may be
 * hostile. */
#include "decode/decode.h"

#include <signal.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#ifdef __linux__
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

static bool
limit_to(int resource, rlim_t most)
{
	struct rlimit limit;

	if (getrlimit(resource, &limit) != 0)
		return false;
	if (limit.rlim_max == RLIM_INFINITY || limit.rlim_max > most)
		limit.rlim_max = most;
	limit.rlim_cur = limit.rlim_max;
	return setrlimit(resource, &limit) == 0;
}

/*
 * Room for the libraries, two contigs of the reference (one is loaded while the other is in use),
 * and what htslib makes of a header and of a slice: several times its size.
 */
static rlim_t
most_memory(const AlkresReadLimits *limits)
{
	return (rlim_t) 1024 * 1024 * 1024 + 4 * (rlim_t) (limits->slice_size + limits->header_size) +
		   4 * (rlim_t) limits->record_size;
}

bool
alkres_confine(const AlkresReadLimits *limits, pid_t parent)
{
#ifdef __linux__
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 ||
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return false;
#endif
	if (getppid() != parent) /* it has ended meanwhile */
		_exit(1);
	alkres_allow_time(limits);
	return limit_to(RLIMIT_CORE, 0) && limit_to(RLIMIT_FSIZE, 0) &&
		   limit_to(RLIMIT_AS, most_memory(limits));
}

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#else
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

/* Reading and writing what is open, memory, the timer: all others fail with EPERM. */
static bool
filter_calls(void)
{
	static const int allowed[] = {__NR_read,       __NR_pread64,     __NR_readv,      __NR_write,
								  __NR_lseek,      __NR_fstat,       __NR_newfstatat, __NR_close,
								  __NR_mmap,       __NR_munmap,      __NR_mremap,     __NR_madvise,
								  __NR_brk,        __NR_futex,       __NR_setitimer,  __NR_exit,
								  __NR_exit_group, __NR_rt_sigreturn};
	enum
	{
		COUNT = sizeof(allowed) / sizeof(allowed[0])
	};
	struct sock_filter filter[6 + COUNT];
	struct sock_fprog program = {.len = 6 + COUNT, .filter = filter};
	int n = 0;

	filter[n++] = (struct sock_filter) BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
												offsetof(struct seccomp_data, arch));
	filter[n++] = (struct sock_filter) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
	filter[n++] = (struct sock_filter) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
	filter[n++] =
		(struct sock_filter) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	for (int i = 0; i < COUNT; i++)
		filter[n++] = (struct sock_filter) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
													(uint32_t) allowed[i], COUNT - i, 0);
	filter[n++] = (struct sock_filter) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
	filter[n++] = (struct sock_filter) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	/* A kernel without it: the limits alone must do. */
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0 || errno == EINVAL;
}
#else
static bool
filter_calls(void)
{
	return true;
}
#endif

bool
alkres_confine_more(void)
{
	/* Nothing more can be opened. */
	return limit_to(RLIMIT_NOFILE, 0) && filter_calls();
}

void
alkres_allow_time(const AlkresReadLimits *limits)
{
	struct itimerval timer = {.it_value.tv_sec = ALKRES_CRAM_SECONDS(limits->slice_size)};

	(void) setitimer(ITIMER_PROF, &timer, NULL);
}
