// 16 bytes of elements as numbers. Words of 32 bits are taken apart as they are needed: what is kept as halves of words
// costs instructions to put there.
#pragma once
#include "convert.cuh"
#include "packs.cuh"

template <class T>
DEVICE void unpack(const u128& words, float* x);

template <>
DEVICE void unpack<float>(const u128& words, float* x) {
#pragma unroll
    for (int k = 0; k < 4; ++k) x[k] = bits_to_float((int)words.of[k]);
}

template <>
DEVICE void unpack<half_t>(const u128& words, float* x) {
#pragma unroll
    for (int k = 0; k < 4; ++k) {
#ifdef DYNSHAPE_EMULATED
        for (int n = 0; n < 2; ++n) x[2 * k + n] = to_float(half_of_bits((unsigned short)(words.of[k] >> 16 * n)));
#else
        asm("{ .reg .b16 low, high; mov.b32 {low, high}, %2; cvt.f32.f16 %0, low; cvt.f32.f16 %1, high; }"
            : "=f"(x[2 * k]), "=f"(x[2 * k + 1])
            : "r"(words.of[k]));
#endif
    }
}
