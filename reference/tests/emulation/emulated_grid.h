// The grid of CUDA on a CPU: blocks one after another, the threads of a block as fibers that change at barriers.
#pragma once
#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <vector>

struct Index3 {
    unsigned x, y, z;
};
static Index3 threadIdx, blockIdx, blockDim, gridDim;

#define __shared__ static
#define SHARED_AT_LAUNCH(type, name) type* name = reinterpret_cast<type*>(emulation::at_launch)
#define DEVICE inline
#define DEVICE_CALL inline
#define __restrict__
constexpr int warpSize = 32;

struct half_t {
    _Float16 value;
};
inline float to_float(half_t h) { return (float)h.value; }
inline half_t to_half(float f) { return {(_Float16)f}; }
inline half_t half_of_bits(unsigned short bits) {
    half_t h;
    std::memcpy(&h, &bits, 2);
    return h;
}
inline float bits_to_float(int bits) {
    float f;
    std::memcpy(&f, &bits, 4);
    return f;
}
inline u32 float_to_bits(float f) {
    u32 bits;
    std::memcpy(&bits, &f, 4);
    return bits;
}
inline u32 bytes_of(u32 low, u32 high, u32 which) {
    u64 all = (u64)high << 32 | low;
    u32 result = 0;
    for (int k = 0; k < 4; ++k) result |= (u32)(all >> (which >> 4 * k & 7) * 8 & 255) << 8 * k;
    return result;
}
inline int saturated_int(float f) {
    return f != f ? 0 : f >= 2147483648.f ? 2147483647 : f < -2147483648.f ? -2147483647 - 1 : (int)f;
}
inline i64 saturated_long(float f) {
    return f != f ? 0 : f >= 9223372036854775808.f ? 9223372036854775807ll
                    : f < -9223372036854775808.f   ? -9223372036854775807ll - 1
                                                   : (i64)f;
}
using std::isinf;
using std::isnan;
using std::max;
using std::min;
inline u32 halves_of(float a, float b) {
    half_t halves[2] = {to_half(a), to_half(b)};
    u32 word;
    std::memcpy(&word, halves, 4);
    return word;
}
inline void numbers_of_halves(u32 word, float& a, float& b) {
    a = to_float(half_of_bits((unsigned short)word));
    b = to_float(half_of_bits((unsigned short)(word >> 16)));
}
inline u32 greater_halves(u32 a, u32 b) {
    float of[4];
    numbers_of_halves(a, of[0], of[1]);
    numbers_of_halves(b, of[2], of[3]);
    return halves_of(std::fmax(of[0], of[2]), std::fmax(of[1], of[3]));
}
inline float greater_of(float a, float b) { return a != a || a > b ? a : b; }
inline float smaller_of(float a, float b) { return a != a || a < b ? a : b; }
inline float quick_exp2(float x) { return std::exp2(x); }
inline float quick_reciprocal(float x) { return 1 / x; }
inline void __threadfence() {}
inline u32 __funnelshift_r(u32 low, u32 high, u32 shift) { return (u32)(((u64)high << 32 | low) >> (shift & 31)); }
inline double __dmul_rn(double a, double b) { return a * b; }
inline float rsqrtf(float x) { return 1 / std::sqrt(x); }

namespace emulation {

struct Barrier {
    int members = 0, arrived = 0;
    unsigned generation = 0;
};

struct Fiber {
    ucontext_t context;
    std::vector<char> stack;
    bool done = false;
    int waits;  // how often it has waited for its cluster
    Index3 index;
};

static std::vector<Fiber> fibers;
static ucontext_t scheduler;
static int current = 0;
static bool cooperative = false;
static Barrier block_barrier;
static std::vector<Barrier> warp_barriers;
static std::function<void()>* body;
// The blocks of a cluster run again and again, one after another, each time to the next place where they wait for each
// other: what they stored in each other's memory before the places already passed is known from the times before.
struct Stored {
    float* place;
    float value;
};
static int cluster_size = 1, passed;
static bool is_waiting;
static std::vector<std::vector<Stored>> stored[16];  // by block and by how often the storing thread had waited
static u64 exchanged[1024];
static char* at_launch;
static unsigned at_launch_bytes;

inline void arrive(Barrier& barrier) {
    if (!cooperative) {
        std::fprintf(stderr, "a barrier in a kernel that is declared KERNEL, not BLOCK_KERNEL\n");
        std::abort();
    }
    unsigned generation = barrier.generation;
    if (++barrier.arrived >= barrier.members) {
        barrier.arrived = 0;
        ++barrier.generation;
    }
    while (barrier.generation == generation) swapcontext(&fibers[current].context, &scheduler);
}

inline void leave(Barrier& barrier) {
    if (--barrier.members > 0 && barrier.arrived >= barrier.members) {
        barrier.arrived = 0;
        ++barrier.generation;
    }
}

inline void finish_fiber() {
    fibers[current].done = true;
    leave(block_barrier);
    leave(warp_barriers[current / warpSize]);
}

inline void run_fiber() {
    (*body)();
    finish_fiber();
}

inline void end_fiber() {
    finish_fiber();
    swapcontext(&fibers[current].context, &scheduler);
}

inline void run_block(int threads) {
    std::memset(at_launch, 0xFF, at_launch_bytes);
    if ((int)fibers.size() < threads) fibers.resize(threads);
    block_barrier = Barrier{threads};
    warp_barriers.assign((threads + warpSize - 1) / warpSize, Barrier{});
    for (int t = 0; t < threads; ++t) {
        Fiber& fiber = fibers[t];
        ++warp_barriers[t / warpSize].members;
        fiber.stack.resize(32768);
        fiber.done = false;
        fiber.waits = 0;
        fiber.index = {t % blockDim.x, t / blockDim.x % blockDim.y, t / (blockDim.x * blockDim.y)};
        getcontext(&fiber.context);
        fiber.context.uc_stack.ss_sp = fiber.stack.data();
        fiber.context.uc_stack.ss_size = fiber.stack.size();
        fiber.context.uc_link = &scheduler;
        makecontext(&fiber.context, run_fiber, 0);
    }
    for (int left = threads; left;) {
        left = 0;
        for (int t = 0; t < threads; ++t) {
            if (fibers[t].done) continue;
            current = t;
            threadIdx = fibers[t].index;
            swapcontext(&scheduler, &fibers[t].context);
            left += !fibers[t].done;
        }
    }
}

inline void run_clusters(int threads) {
    if (gridDim.x % cluster_size) std::abort();
    for (unsigned first = 0; first < gridDim.x; first += cluster_size) {
        for (auto& of_block : stored) of_block.clear();
        // Where they first wait nothing has been stored: until then not all have begun.
        passed = 1;
        do {
            is_waiting = false;
            for (auto& of_block : stored) of_block.resize(passed + 1);
            for (int rank = 0; rank < cluster_size; ++rank) {
                blockIdx = {first + rank, 0, 0};
                run_block(threads);
            }
            ++passed;
        } while (is_waiting);
    }
}

// Shared memory as much as asked for, to the end of a page behind which nobody may read.
inline void* shared_at_launch(unsigned bytes) {
    constexpr unsigned MOST = 227 * 1024, PAGES = MOST + 4096 - MOST % 4096;
    static char* pages = nullptr;
    if (!pages) {
        pages = static_cast<char*>(mmap(nullptr, PAGES + 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
        mprotect(pages + PAGES, 4096, PROT_NONE);
    }
    if (bytes > MOST || bytes % 16) std::abort();
    return pages + PAGES - bytes;
}

inline void run_grid(std::function<void()> thread, const unsigned* shape, bool waits, int blocks_of_cluster = 1) {
    gridDim = {shape[0], shape[1], shape[2]};
    blockDim = {shape[3], shape[4], shape[5]};
    int threads = blockDim.x * blockDim.y * blockDim.z;
    if (threads > 1024 || !threads || !shape[0] || !shape[1] || !shape[2] || shape[1] > 65535 || shape[2] > 65535) {
        std::fprintf(stderr, "a launch of %u x %u x %u blocks of %d threads\n", shape[0], shape[1], shape[2], threads);
        std::abort();
    }
    cooperative = waits;
    at_launch_bytes = shape[6];
    at_launch = static_cast<char*>(shared_at_launch(at_launch_bytes));
    body = &thread;
    cluster_size = blocks_of_cluster;
    if (cluster_size > 1) return run_clusters(threads);
    for (unsigned z = 0; z < shape[2]; ++z)
        for (unsigned y = 0; y < shape[1]; ++y)
            for (unsigned x = 0; x < shape[0]; ++x) {
                blockIdx = {x, y, z};
                if (waits) {
                    run_block(threads);
                } else {
                    for (int t = 0; t < threads; ++t) {
                        threadIdx = {t % blockDim.x, t / blockDim.x % blockDim.y, t / (blockDim.x * blockDim.y)};
                        thread();
                    }
                }
            }
}

// A launch ends at the first access that a GPU would refuse, where no memory is or at an address that is not aligned,
// and where the compiler traps what is undefined.
static ucontext_t before_launch;
static volatile bool was_refused;

inline void refuse(int) {
    was_refused = true;
    setcontext(&before_launch);
}

template <class... Args>
int launch(Args&&... args) {
    struct sigaction refusing {}, before[3];
    const int signals[3] = {SIGSEGV, SIGBUS, SIGILL};
    refusing.sa_handler = refuse;
    for (int k = 0; k < 3; ++k) sigaction(signals[k], &refusing, &before[k]);
    was_refused = false;
    getcontext(&before_launch);
    if (!was_refused) run_grid(args...);
    for (int k = 0; k < 3; ++k) sigaction(signals[k], &before[k], nullptr);
    return was_refused;
}

inline int lane() { return current % warpSize; }

template <class T>
T exchange(T value, int source) {
    // Two barriers: all have written before one reads, all have read before one writes again.
    Barrier& warp = warp_barriers[current / warpSize];
    int first = current - lane();
    std::memcpy(&exchanged[current], &value, sizeof(T));
    arrive(warp);
    T result;
    std::memcpy(&result, &exchanged[first + source], sizeof(T));
    arrive(warp);
    return result;
}

}  // namespace emulation

inline void __syncthreads() { emulation::arrive(emulation::block_barrier); }
inline void __syncwarp(u32 = ~0u) { emulation::arrive(emulation::warp_barriers[emulation::current / warpSize]); }
template <class T>
T __shfl_xor_sync(u32, T value, int mask) {
    return emulation::exchange(value, emulation::lane() ^ mask);
}
template <class T>
T atomicAdd(T* place, T value) {
    T old = *place;
    *place += value;
    return old;
}
template <class T>
T atomicMax(T* place, T value) {
    T old = *place;
    *place = std::max(old, value);
    return old;
}

namespace emulation {
static u32 fragments[1024][6];
static const void* rows[1024];
inline float half_at(u32 pair, int which) { return to_float(half_of_bits((unsigned short)(pair >> 16 * which))); }
}  // namespace emulation

// See matrix.cuh and copies.cuh.
inline void multiply_add(float (&d)[4], const u32 (&a)[4], const u32 (&b)[2]) {
    using namespace emulation;
    Barrier& warp = warp_barriers[current / warpSize];
    int first = current - lane(), group = lane() / 4, pair = lane() % 4;
    std::memcpy(fragments[current], a, 16);
    std::memcpy(fragments[current] + 4, b, 8);
    arrive(warp);
    for (int i = 0; i < 4; ++i)
        for (int k = 0; k < 16; ++k) {
            const u32* left = fragments[first + group * 4 + k % 8 / 2];
            const u32* right = fragments[first + (pair * 2 + i % 2) * 4 + k % 8 / 2];
            d[i] += half_at(left[i / 2 + k / 8 * 2], k % 2) * half_at(right[4 + k / 8], k % 2);
        }
    arrive(warp);
}
inline void copy_pack(void* to, const void* from, bool there) {
    if (there) std::memcpy(to, from, 16); else std::memset(to, 0, 16);
}
inline void copy_word(void* to, const void* from, bool there) {
    if (there) std::memcpy(to, from, 4); else std::memset(to, 0, 4);
}
inline void end_of_copies() {}
template <int LEFT>
inline void wait_for_copies() {}
inline void load_matrices(u32 (&to)[4], const void* row, bool transposed) {
    using namespace emulation;
    Barrier& warp = warp_barriers[current / warpSize];
    int first = current - lane();
    rows[current] = row;
    arrive(warp);
    for (int m = 0; m < 4; ++m) {
        unsigned short pair[2];
        for (int k = 0; k < 2; ++k) {
            int line = lane() / 4, column = lane() % 4 * 2 + k;
            if (transposed) std::swap(line, column);
            pair[k] = static_cast<const unsigned short*>(rows[first + m * 8 + line])[column];
        }
        to[m] = pair[0] | (u32)pair[1] << 16;
    }
    arrive(warp);
}

// See cluster.cuh.
inline int cluster_rank() { return blockIdx.x % emulation::cluster_size; }
inline void begin_in_cluster() {}
inline void arrive_at_cluster() {}
inline void wait_for_cluster() {
    using namespace emulation;
    int waits = ++fibers[current].waits;
    if (waits > passed) {
        is_waiting = true;
        end_fiber();
    }
    __syncthreads();
    if (current == 0)
        for (const Stored& one : stored[cluster_rank()][waits - 1]) *one.place = one.value;
    __syncthreads();
}
inline void store_in_block(float* place, int rank, float value) {
    using namespace emulation;
    int waits = fibers[current].waits;
    if (!waits || rank >= cluster_size) {
        std::fprintf(stderr, "a store in a block that may not have begun, or in none\n");
        std::abort();
    }
    if (waits == passed) stored[rank][waits].push_back({place, value});
}

#define EMULATED(name, Params, ...)                                                                          \
    static void name##_thread(const Params& p);                                                              \
    extern "C" const int name##_size = sizeof(Params);                                                       \
    extern "C" int name(const void* p, const unsigned* shape) {                                              \
        return emulation::launch([p] { name##_thread(*static_cast<const Params*>(p)); }, shape, __VA_ARGS__); \
    }                                                                                                        \
    static void name##_thread(const Params& p)
#define KERNEL(name, Params) EMULATED(name, Params, false)
#define FULL_KERNEL(name, Params) EMULATED(name, Params, false)
#define BLOCK_KERNEL(name, Params) EMULATED(name, Params, true)
#define MATRIX_KERNEL(name, Params) EMULATED(name, Params, true)
#define BIG_BLOCK_KERNEL(name, Params) EMULATED(name, Params, true)
#define WIDE_KERNEL(name, Params) EMULATED(name, Params, true)
#define CLUSTER_KERNEL(name, Params) EMULATED(name, Params, true, 8)
#define SIZED_KERNEL(name, Params, threads, blocks) EMULATED(name, Params, true)
#define SIZED_CLUSTER_KERNEL(name, Params, cluster, threads, blocks) EMULATED(name, Params, true, cluster)
#define SMALL_KERNEL(name, Params) EMULATED(name, Params, true)
