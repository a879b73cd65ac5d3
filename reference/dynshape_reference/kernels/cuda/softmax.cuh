// Softmax along one axis of (outer, length, inner); with bounds, of the first elements of each row only.
//
// What fits into the registers or the shared memory of a block, or of a cluster, is read once, in packs of 16 bytes
// where the addresses allow; the rest twice, the sum being kept up as the greatest element grows (Milakov and
// Gimelshein, 2018).
#pragma once
#include "convert.cuh"

struct SoftmaxParams {
    void* out;
    const void* in;
    const int* bounds;  // one a row, or null
    i64 outer, length, inner;
    int lanes_log;  // how many threads a row has, as a power of 2
    u32 tiles;      // how many blocks stand side by side along inner
};

// The greatest number does not count NaN: the sum will be NaN.
template <bool IS_SUM>
DEVICE float combined(float a, float b) { return IS_SUM ? a + b : fmaxf(a, b); }

// What the exponentials of a row are taken from, so that none is more than 1: the greatest element. Of float16, whose
// results are off by 2^-15 at most, a power of 2 that is not less: then one multiplication and addition finds exponents.
template <class T>
DEVICE float base_of(float most) { return most; }
template <class T>
DEVICE float exponential(float x, float base) { return expf(x - base); }
template <class T>
DEVICE float ratio(float base, float other) { return expf(base - other); }

constexpr float LOG2_E = 1.442695041f;
template <>
DEVICE float base_of<half_t>(float most) { return ceilf(most * LOG2_E); }
template <>
DEVICE float exponential<half_t>(float x, float base) { return quick_exp2(fmaf(x, LOG2_E, -base)); }
template <>
DEVICE float ratio<half_t>(float base, float other) { return quick_exp2(base - other); }

struct Running {
    float most, sum;
    template <int N>
    DEVICE void add(const float (&x)[N]) {
        float next = most;
#pragma unroll
        for (int k = 0; k < N; ++k) next = fmaxf(next, x[k]);
        // What is -infinity so far adds nothing.
        sum = next == most ? sum : sum == 0 ? 0.f : sum * expf(most - next);
        most = next;
#pragma unroll
        for (int k = 0; k < N; ++k) sum += next == -INFINITE && x[k] == next ? 0.f : expf(x[k] - next);
    }
    // The sum of exponentials from another base.
    template <class T>
    DEVICE float sum_from(float base) const { return sum == 0 ? 0.f : sum * exponential<T>(most, base); }
};
