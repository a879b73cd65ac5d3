// What every kernel file rests on: a kernel takes one struct by value. Compiled as C++ by the tests, the
// same sources run on the CPU, block by block, thread by thread: see reference/tests/emulation.
#pragma once

typedef unsigned char u8;
typedef signed char i8;
typedef unsigned int u32;
typedef long long i64;
typedef unsigned long long u64;

#ifdef DYNSHAPE_EMULATED
#include "emulated_grid.h"
#else

struct half_t {
    unsigned short bits;
};

__device__ __forceinline__ float to_float(half_t h) {
    float f;
    asm("cvt.f32.f16 %0, %1;" : "=f"(f) : "h"(h.bits));
    return f;
}

__device__ __forceinline__ half_t to_half(float f) {
    half_t h;
    asm("cvt.rn.f16.f32 %0, %1;" : "=h"(h.bits) : "f"(f));
    return h;
}

__device__ __forceinline__ half_t half_of_bits(unsigned short bits) { return {bits}; }
__device__ __forceinline__ float bits_to_float(int bits) { return __int_as_float(bits); }
__device__ __forceinline__ u32 float_to_bits(float f) { return __float_as_uint(f); }

// Four of the bytes of two words, 0 to 3 the low one's: of each byte of the result, from the lowest on, 4 bits say which.
__device__ __forceinline__ u32 bytes_of(u32 low, u32 high, u32 which) { return __byte_perm(low, high, which); }

// Floats to integers truncate; out of range they saturate, NaN gives 0.
__device__ __forceinline__ int saturated_int(float f) { return __float2int_rz(f); }
__device__ __forceinline__ i64 saturated_long(float f) { return isnan(f) ? 0 : __float2ll_rz(f); }

// The special function units' own: off by 2 units in the last place at most; results below 2^-126 are 0.
__device__ __forceinline__ float quick_exp2(float x) {
    float y;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
    return y;
}
__device__ __forceinline__ float quick_reciprocal(float x) {
    float y;
    asm("rcp.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
    return y;
}

// Memory of a block, as much as it is launched with.
#define SHARED_AT_LAUNCH(type, name) extern __shared__ type name[]

// Two of float16 in a word, the first in its low half.
__device__ __forceinline__ u32 halves_of(float a, float b) {
    u32 word;
#if __CUDA_ARCH__ >= 800
    asm("cvt.rn.f16x2.f32 %0, %2, %1;" : "=r"(word) : "f"(a), "f"(b));
#else
    word = to_half(a).bits | (u32)to_half(b).bits << 16;
#endif
    return word;
}
__device__ __forceinline__ void numbers_of_halves(u32 word, float& a, float& b) {
    asm("{ .reg .b16 low, high; mov.b32 {low, high}, %2; cvt.f32.f16 %0, low; cvt.f32.f16 %1, high; }"
        : "=f"(a), "=f"(b)
        : "r"(word));
}

// The greater of each half; NaN does not count.
__device__ __forceinline__ u32 greater_halves(u32 a, u32 b) {
#if __CUDA_ARCH__ >= 800
    u32 word;
    asm("max.f16x2 %0, %1, %2;" : "=r"(word) : "r"(a), "r"(b));
    return word;
#else
    float of[4];
    numbers_of_halves(a, of[0], of[1]);
    numbers_of_halves(b, of[2], of[3]);
    return halves_of(fmaxf(of[0], of[2]), fmaxf(of[1], of[3]));
#endif
}

// NaN if one of them is.
__device__ __forceinline__ float greater_of(float a, float b) {
#if __CUDA_ARCH__ >= 800
    float c;
    asm("max.NaN.f32 %0, %1, %2;" : "=f"(c) : "f"(a), "f"(b));
    return c;
#else
    return a != a || a > b ? a : b;
#endif
}
__device__ __forceinline__ float smaller_of(float a, float b) {
#if __CUDA_ARCH__ >= 800
    float c;
    asm("min.NaN.f32 %0, %1, %2;" : "=f"(c) : "f"(a), "f"(b));
    return c;
#else
    return a != a || a < b ? a : b;
#endif
}

#define DEVICE __device__ __forceinline__
#define DEVICE_CALL __device__ __noinline__
// A kernel of its own threads, and one whose threads wait for each other; both have 256 threads a block at most.
#define KERNEL(name, Params) extern "C" __global__ void __launch_bounds__(256, 4) name(const __grid_constant__ Params p)
#define BLOCK_KERNEL(name, Params) KERNEL(name, Params)
// A kernel whose threads have 32 registers each: a multiprocessor is full of them.
#define FULL_KERNEL(name, Params) \
    extern "C" __global__ void __launch_bounds__(256, 8) name(const __grid_constant__ Params p)
// As BLOCK_KERNEL, for threads that have 40 registers each.
#define SMALL_KERNEL(name, Params) \
    extern "C" __global__ void __launch_bounds__(256, 6) name(const __grid_constant__ Params p)
// As BLOCK_KERNEL, with 1024 threads at most.
#define BIG_BLOCK_KERNEL(name, Params) \
    extern "C" __global__ void __launch_bounds__(1024, 1) name(const __grid_constant__ Params p)
// A kernel whose threads have 128 registers each.
#define MATRIX_KERNEL(name, Params) \
    extern "C" __global__ void __launch_bounds__(256, 2) name(const __grid_constant__ Params p)
// As BLOCK_KERNEL, with up to 512 threads a block.
#define WIDE_KERNEL(name, Params) extern "C" __global__ void __launch_bounds__(512, 2) name(const __grid_constant__ Params p)
// A kernel of so many threads a block, and of so many blocks a multiprocessor.
#define SIZED_KERNEL(name, Params, threads, blocks) \
    extern "C" __global__ void __launch_bounds__(threads, blocks) name(const __grid_constant__ Params p)
#endif

#define INFINITE bits_to_float(0x7f800000)
#define NOT_A_NUMBER bits_to_float(0x7fc00000)

// Element types by TensorRT's numbers.
enum Type { FLOAT = 0, HALF = 1, INT8 = 2, INT32 = 3, BOOL = 4, UINT8 = 5, INT64 = 8 };

template <class T, int N>
struct alignas(sizeof(T) * N) Pack {
    T of[N];
};

constexpr int MAX_RANK = 8;

// A quotient by a number known to the host: one multiplication and a shift (Granlund and Montgomery, 1994).
struct Divisor {
    u32 value, magic, shift, unused;
    DEVICE u32 divide(u32 n) const {
        u32 t = (u32)(((u64)n * magic) >> 32);
        return (t + ((n - t) >> (shift ? 1 : 0))) >> (shift ? shift - 1 : 0);
    }
};

DEVICE i64 thread_index() { return (i64)blockIdx.x * blockDim.x + threadIdx.x; }
