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
    for (int k = 0; k < 4; ++k) numbers_of_halves(words.of[k], x[2 * k], x[2 * k + 1]);
}
