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

// Two halves.
DEVICE void unpack_word(u32 word, float* x) {
#ifdef DYNSHAPE_EMULATED
    for (int n = 0; n < 2; ++n) x[n] = to_float(half_of_bits((unsigned short)(word >> 16 * n)));
#else
    asm("{ .reg .b16 low, high; mov.b32 {low, high}, %2; cvt.f32.f16 %0, low; cvt.f32.f16 %1, high; }"
        : "=f"(x[0]), "=f"(x[1])
        : "r"(word));
#endif
}

template <>
DEVICE void unpack<half_t>(const u128& words, float* x) {
#pragma unroll
    for (int k = 0; k < 4; ++k) unpack_word(words.of[k], x + 2 * k);
}

// Rounded to halves, the first the low one; before compute capability 8.0 one by one.
DEVICE u32 halves_of(float low, float high) {
#if __CUDA_ARCH__ >= 800
    u32 word;
    asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(word) : "f"(high), "f"(low));
    return word;
#else
    return (u32)bits_of_half(to_half(high)) << 16 | bits_of_half(to_half(low));
#endif
}
