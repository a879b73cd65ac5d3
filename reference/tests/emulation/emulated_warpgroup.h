// Warpgroups on a CPU: see warpgroup.cuh. Copies and products are done when they are asked for.
#pragma once

#define WARPGROUPS_KERNEL(name, Params, BLOCKS) EMULATED(name, Params, true)

struct Arrival {
    int members, left;
    unsigned bytes, turn;

    void look() {
        if (left || bytes) return;
        left = members;
        ++turn;
    }
};

inline void begin_arrivals(Arrival& at, int count) { at = {count, count, 0, 0}; }
inline void end_of_beginnings() {}
inline void arrive(Arrival& at) {
    if (--at.left < 0) std::abort();
    at.look();
}
inline void arrive_and_expect(Arrival& at, u32 bytes) {
    at.bytes += bytes;
    arrive(at);
}
inline void wait_for_arrivals(Arrival& at, int turn) {
    while ((at.turn & 1) == (turn & 1)) swapcontext(&emulation::fibers[emulation::current].context, &emulation::scheduler);
}
inline void copy_to_shared(void* to, const void* from, u32 bytes, Arrival& at) {
    for (u32 k = 0; k < bytes; k += 16)
        *reinterpret_cast<u128*>(static_cast<u8*>(to) + k) = *reinterpret_cast<const u128*>(static_cast<const u8*>(from) + k);
    at.bytes -= bytes;
    at.look();
}

inline void begin_products() {}
inline void end_of_products() {}
template <int LEFT>
inline void wait_for_products() {}

// The float16 elements 0 to 15 of a line from some place on.
inline void line_at(float (&to)[16], const void* first, int line) {
    u64 place = reinterpret_cast<u64>(first) + line * LINE;
    for (int k = 0; k < 16; ++k) {
        u64 own = place + k * 2;
        own ^= (own >> 7 & 7) << 4;
        to[k] = (float)*reinterpret_cast<const _Float16*>(own);
    }
}
template <int N>
void multiply_add_lines(float (&d)[N], const void* a, const void* b) {
    int thread = threadIdx.x % 128, pair = thread % 4 * 2;
    float left[2][16], right[16];
    for (int r = 0; r < 2; ++r) line_at(left[r], a, thread / 32 * 16 + thread % 32 / 4 + r * 8);
    for (int column = 0; column < N * 2; column += 8)
        for (int c = 0; c < 2; ++c) {
            line_at(right, b, column + pair + c);
            for (int r = 0; r < 2; ++r)
                for (int k = 0; k < 16; ++k) d[column / 2 + r * 2 + c] += left[r][k] * right[k];
        }
}
