// The k first elements of each line of (outer, length, inner), sorted, lower index first among equals.
//
// An element and its index make one 64-bit key, so that all keys differ. A block finds the k-th key digit by digit,
// gathers the keys up to it, and sorts them in shared memory. At most 3840 are asked for (the layer's limit).
#include "convert.cuh"

constexpr int MOST = 4096;

struct TopkParams {
    void* out;
    int* indices;
    const void* in;
    i64 outer, length, inner;
    int k, greatest;
};

// Keys in the order in which elements come first; NaN is the greatest number.
DEVICE u32 ordered(float x) {
    if (x != x) return 0xFFFFFFFFu;
    x += 0.f;
    u32 bits = float_to_bits(x);
    return bits >> 31 ? ~bits : bits | 0x80000000u;
}
DEVICE u32 ordered(int x) { return (u32)x ^ 0x80000000u; }

template <class C, class T>
DEVICE u64 key_of(const TopkParams& p, const T* line, i64 at) {
    u32 order = ordered(load_as<C>(line[at * p.inner]));
    return (u64)(p.greatest ? ~order : order) << 32 | (u32)at;
}

template <class C, class T>
DEVICE void top_k(const TopkParams& p) {
    __shared__ u64 keys[MOST];
    __shared__ u32 counts[256];
    __shared__ u32 found, left_shared, digit_shared;
    i64 o = blockIdx.x / p.inner, i = blockIdx.x % p.inner;
    const T* line = static_cast<const T*>(p.in) + o * p.length * p.inner + i;
    int t = threadIdx.x;
    u64 prefix = 0;
    u32 left = (u32)p.k;  // the k-th key is the left-th of those that start with the prefix
    if (p.k < p.length) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            counts[t] = 0;
            __syncthreads();
            for (i64 at = t; at < p.length; at += 256) {
                u64 key = key_of<C>(p, line, at);
                if (shift == 56 || key >> (shift + 8) == prefix >> (shift + 8))
                    atomicAdd(&counts[key >> shift & 255], 1u);
            }
            __syncthreads();
            if (t == 0) {
                u32 digit = 0, before = 0;
                while (before + counts[digit] < left) before += counts[digit++];
                digit_shared = digit;
                left_shared = left - before;
            }
            __syncthreads();
            prefix |= (u64)digit_shared << shift;
            left = left_shared;
            __syncthreads();
        }
    } else {
        prefix = ~0ull;
    }
    int room = 1;
    while (room < p.k) room *= 2;
    for (int at = t; at < room; at += 256) keys[at] = ~0ull;
    if (t == 0) found = 0;
    __syncthreads();
    for (i64 at = t; at < p.length; at += 256) {
        u64 key = key_of<C>(p, line, at);
        if (key <= prefix) keys[atomicAdd(&found, 1u)] = key;
    }
    __syncthreads();
    for (int size = 2; size <= room; size *= 2)
        for (int step = size / 2; step; step /= 2) {
            for (int at = t; at < room; at += 256) {
                int other = at ^ step;
                if (other > at && (keys[at] > keys[other]) == !(at & size)) {
                    u64 kept = keys[at];
                    keys[at] = keys[other];
                    keys[other] = kept;
                }
            }
            __syncthreads();
        }
    for (int at = t; at < p.k; at += 256) {
        i64 from = (i64)(u32)keys[at], to = (o * p.k + at) * p.inner + i;
        static_cast<T*>(p.out)[to] = line[from * p.inner];
        p.indices[to] = (int)from;
    }
}

BLOCK_KERNEL(top_k_float32, TopkParams) { top_k<float, float>(p); }
BLOCK_KERNEL(top_k_float16, TopkParams) { top_k<float, half_t>(p); }
BLOCK_KERNEL(top_k_int32, TopkParams) { top_k<int, int>(p); }
BLOCK_KERNEL(top_k_int8, TopkParams) { top_k<int, i8>(p); }
