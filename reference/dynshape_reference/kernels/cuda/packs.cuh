// 16 bytes at a time from memory that is not aligned to them.
#pragma once
#include "grid.cuh"

typedef Pack<u32, 4> u128;

// One store: an assignment of four words becomes four stores where another branch stores single words.
DEVICE void store_pack(void* to, const u128& words) {
#ifdef DYNSHAPE_EMULATED
    *static_cast<u128*>(to) = words;
#else
    asm volatile("st.global.v4.u32 [%0], {%1, %2, %3, %4};" ::"l"(to), "r"(words.of[0]), "r"(words.of[1]),
                 "r"(words.of[2]), "r"(words.of[3])
                 : "memory");
#endif
}

DEVICE void store_pair(void* to, const Pack<u32, 2>& words) {
#ifdef DYNSHAPE_EMULATED
    *static_cast<Pack<u32, 2>*>(to) = words;
#else
    asm volatile("st.global.v2.u32 [%0], {%1, %2};" ::"l"(to), "r"(words.of[0]), "r"(words.of[1]) : "memory");
#endif
}

// How far a place is past a multiple of `unit` elements, a power of two.
template <class T>
DEVICE int elements_past(const T* place, int unit) {
    return (int)(reinterpret_cast<u64>(place) / sizeof(T)) & (unit - 1);
}

template <class T>
DEVICE int elements_past_16_bytes(const T* place) {
    return elements_past(place, 16 / sizeof(T));
}

// 16 bytes from `past` on, a multiple of UNIT, of the 32 of two packs.
template <int UNIT>
DEVICE u128 shifted_pack(u128 low, u128 high, int past) {
    u32 words[8] = {low.of[0], low.of[1], low.of[2], low.of[3], high.of[0], high.of[1], high.of[2], high.of[3]};
#pragma unroll
    for (int k = 0; k < 6; ++k) words[k] = past & 8 ? words[k + 2] : words[k];
    if (UNIT < 8) {
#pragma unroll
        for (int k = 0; k < 5; ++k) words[k] = past & 4 ? words[k + 1] : words[k];
    }
#pragma unroll
    for (int k = 0; k < 4; ++k)
        low.of[k] = UNIT < 4 ? (u32)(((u64)words[k + 1] << 32 | words[k]) >> (past & 3) * 8) : words[k];
    return low;
}

// The two aligned packs that hold 16 bytes from any address on; the second is not read where the first has them all.
DEVICE int load_around(const u8* from, u128& low, u128& high) {
    int past = (int)(reinterpret_cast<u64>(from) & 15);
    const u128* aligned = reinterpret_cast<const u128*>(from - past);
    low = high = aligned[0];
    if (past) high = aligned[1];
    return past;
}

template <int UNIT>
DEVICE u128 unaligned_pack(const u8* from) {
    u128 low, high;
    int past = load_around(from, low, high);
    return shifted_pack<UNIT>(low, high, past);
}
