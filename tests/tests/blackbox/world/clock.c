#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>
#include <sys/time.h>
#include <stdio.h>
#include <stdlib.h>
static long off(void){ static __thread int n; const char*f=getenv("BALCAO_TEST_CLOCK"); if(!f) return 0; FILE*p=fopen(f,"r"); long v=0; if(p){ if(fscanf(p,"%ld",&v)!=1) v=0; fclose(p);} return v; }
int clock_gettime(clockid_t c, struct timespec*t){ static int(*r)(clockid_t,struct timespec*); if(!r) r=dlsym(RTLD_NEXT,"clock_gettime"); int x=r(c,t); if(c==CLOCK_REALTIME||c==CLOCK_REALTIME_COARSE) t->tv_sec+=off(); return x; }
int gettimeofday(struct timeval*restrict t, void*restrict z){ static int(*r)(struct timeval*,void*); if(!r) r=dlsym(RTLD_NEXT,"gettimeofday"); int x=r(t,z); if(t) t->tv_sec+=off(); return x; }
time_t time(time_t*p){ struct timespec t; clock_gettime(CLOCK_REALTIME,&t); if(p)*p=t.tv_sec; return t.tv_sec; }
