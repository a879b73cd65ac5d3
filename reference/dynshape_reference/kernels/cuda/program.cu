// One chain, compiled for its steps and element types; its dims, addresses and numbers are read at run time.
//
// What stands before this text says what the chain is (cuda_programs.py). A thread has a pack of 16 bytes of the widest
// type; blocks are small, so that reads and writes are mixed finely (measured on an H200: 128 threads move 4% more bytes
// a second than 256 with two packs each).
#include "chain.cuh"

#ifndef STEPS  // A copy of bytes.
#define NUMBER int
#define RESULT u8
#define WIDTH 1
#define OPERANDS(EACH) EACH(0, u8)
#define STEPS(READ, FILL) READ(0, OP_LOAD, 0, UINT8, false, false)
#endif

constexpr int V = 16 / WIDTH;

template <int N>
struct Fetched {
#define FIELD(index, T) Pack<T, N> in##index;
    OPERANDS(FIELD)
#undef FIELD
};

template <int OP, int TYPE, bool SWAPPED, bool NARROW, class C, int N>
DEVICE void advance(const Step& s, C (&acc)[N], C (&other)[N], bool (&tested)[N]) {
#pragma unroll
    for (int v = 0; v < N; ++v) {
        C kept = acc[v];
        if (OP == OP_TEST) tested[v] = kept != 0;
        if (OP == OP_SELECT) acc[v] = tested[v] ? kept : other[v];
        if (OP == OP_KEEP) acc[v] = kept_in(TYPE, kept);
        if (SWAPPED) {
            acc[v] = other[v];
            other[v] = kept;
        }
    }
    if (OP != OP_TEST && OP != OP_SELECT && OP != OP_KEEP) apply<OP, NARROW>(s, acc, other);
}

template <int N>
DEVICE void finish(const ChainParams& p, const Fetched<N>& from, i64 element) {
    NUMBER acc[N] = {}, other[N] = {};
    bool tested[N] = {};
#define READ(number, OP, operand, TYPE, swapped, narrow)                                                \
    _Pragma("unroll") for (int v = 0; v < N; ++v) other[v] = load_as<NUMBER>(from.in##operand.of[v]); \
    advance<OP, TYPE, swapped, narrow>(p.step[number], acc, other, tested);
#define FILL(number, OP, member, TYPE, swapped, narrow)                                      \
    _Pragma("unroll") for (int v = 0; v < N; ++v) other[v] = (NUMBER)p.step[number].member; \
    advance<OP, TYPE, swapped, narrow>(p.step[number], acc, other, tested);
    STEPS(READ, FILL)
#undef READ
#undef FILL
    Pack<RESULT, N> to;
#pragma unroll
    for (int v = 0; v < N; ++v) store_as(to.of[v], acc[v]);
    *reinterpret_cast<Pack<RESULT, N>*>(static_cast<RESULT*>(p.out) + element) = to;
}

#ifdef LOGIC
// Truth values four at a time: a word has one in the lowest bit of each of its bytes.
constexpr u32 TRUE4 = 0x01010101u;

template <int OP, int N>
DEVICE void advance_logic(u32 (&acc)[N], const u32 (&other)[N], u32 (&tested)[N]) {
#pragma unroll
    for (int w = 0; w < N; ++w) {
        u32 a = acc[w], b = other[w];
        switch (OP) {
            case OP_LOAD: acc[w] = b; break;
            case OP_AND: acc[w] = a & b; break;
            case OP_OR: acc[w] = a | b; break;
            case OP_XOR: acc[w] = a ^ b; break;
            case OP_EQUAL: acc[w] = a ^ b ^ TRUE4; break;
            case OP_NOT: acc[w] = a ^ TRUE4; break;
            case OP_TEST: tested[w] = a; break;
            case OP_SELECT: acc[w] = (a & tested[w]) | (b & ~tested[w]); break;
        }
    }
}

// Any byte but 0 is true.
DEVICE u32 truth_of(u32 word) { return ((word | ((word & 0x7f7f7f7fu) + 0x7f7f7f7fu)) >> 7) & TRUE4; }

DEVICE void finish(const ChainParams& p, const Fetched<16>& from, i64 element) {
    u32 acc[4] = {}, other[4] = {}, tested[4] = {};
#define READ(number, OP, operand, TYPE, swapped, narrow)                                             \
    _Pragma("unroll") for (int w = 0; w < 4; ++w)                                                    \
        other[w] = truth_of(reinterpret_cast<const Pack<u32, 4>*>(&from.in##operand)->of[w]);        \
    advance_logic<OP>(acc, other, tested);
#define FILL(number, OP, member, TYPE, swapped, narrow)                                                    \
    _Pragma("unroll") for (int w = 0; w < 4; ++w) other[w] = p.step[number].member != 0 ? TRUE4 : 0; \
    advance_logic<OP>(acc, other, tested);
    STEPS(READ, FILL)
#undef READ
#undef FILL
    Pack<u32, 4> to = {{acc[0], acc[1], acc[2], acc[3]}};
    *reinterpret_cast<Pack<u32, 4>*>(static_cast<bool_t*>(p.out) + element) = to;
}
#endif

template <class T, int N>
DEVICE void fetch_pack(Pack<T, N>& to, const void* data, i64 element) {
    const void* place = static_cast<const T*>(data) + element;
    if constexpr (sizeof(to) == 16) *reinterpret_cast<Pack<u32, 4>*>(&to) = *static_cast<const Pack<u32, 4>*>(place);
    else to = *static_cast<const Pack<T, N>*>(place);
}

template <int N>
DEVICE void fetch(Fetched<N>& to, const ChainParams& p, i64 element) {
#define FETCH(index, T) fetch_pack(to.in##index, p.in[index], element);
    OPERANDS(FETCH)
#undef FETCH
}

// The pack of each thread; of the last block, which may not be full, packs and then single elements.
#define FINISH_BLOCK(fetched)                                                                     \
    const int step = blockDim.x * V;                                                              \
    i64 begin = (i64)blockIdx.x * step, first = begin + threadIdx.x * V;                          \
    if (first + V <= p.count) {                                                                   \
        Fetched<V> pack;                                                                          \
        fetched(pack, p, first);                                                                  \
        finish(p, pack, first);                                                                   \
    }                                                                                             \
    if (begin + step <= p.count) return;                                                          \
    if (i64 element = p.count / V * V + threadIdx.x; element < p.count) {                         \
        Fetched<1> one;                                                                           \
        fetched(one, p, element);                                                                 \
        finish(p, one, element);                                                                  \
    }

// All operands lie as the result does: dims don't matter.
FULL_KERNEL(chain_dense, ChainParams) { FINISH_BLOCK(fetch) }

// Where an element of the result lies in each operand; returns how many elements its line has from there on. Nothing
// here may cost registers: what spills goes to memory by way of the L2 cache, which bounds these kernels.
DEVICE int place_in_all(const ChainParams& p, u32 element, u32 (&places)[MAX_OPERANDS]) {
    const int last = p.rank - 1;
    u32 rest = p.extents[last].divide(element), at = element - rest * p.extents[last].value;
#define MOVE(index, T) places[index] = at * (u32)p.strides[index][last];
    OPERANDS(MOVE)
#undef MOVE
    const int left = p.extents[last].value - at;
#pragma unroll 1
    for (int axis = last - 1; axis > 0; --axis) {
        u32 next = p.extents[axis].divide(rest);
        at = rest - next * p.extents[axis].value;
        rest = next;
#define MOVE(index, T) places[index] += at * (u32)p.strides[index][axis];
        OPERANDS(MOVE)
#undef MOVE
    }
    if (last) {
#define MOVE(index, T) places[index] += rest * (u32)p.strides[index][0];
        OPERANDS(MOVE)
#undef MOVE
    }
    return left;
}

template <class T, int N>
DEVICE void repeat(Pack<T, N>& to, T one) {
#pragma unroll
    for (int v = 0; v < N; ++v) to.of[v] = one;
}

// Lines are whole packs in the result and in all operands. The result has fewer than 2^31 elements, here and below.
KERNEL(chain_packed, ChainParams) {
    u32 first = (blockIdx.x * blockDim.x + threadIdx.x) * V;
    if (first >= p.count) return;
    Fetched<V> pack;
    u32 places[MAX_OPERANDS];
    place_in_all(p, first, places);
#define LOAD(index, T)                                                                     \
    if (p.strides[index][p.rank - 1]) fetch_pack(pack.in##index, p.in[index], places[index]); \
    else repeat(pack.in##index, static_cast<const T*>(p.in[index])[places[index]]);
    OPERANDS(LOAD)
#undef LOAD
    finish(p, pack, first);
}

// A pack of an operand whose lines begin anywhere: `left` elements from `place` on, then those from `next` on.
template <class T, int N>
DEVICE void gather_pack(Pack<T, N>& to, const T* data, u32 place, u32 next, int left, u32 step) {
    if (step == 0) {
        T one = data[place], other = one;
        if (left < N) other = data[next];
#pragma unroll
        for (int v = 0; v < N; ++v) to.of[v] = v < left ? one : other;
    } else if (sizeof(T) < 4 && sizeof(to) % 4 == 0 && left >= N + 3) {
        // The words that the pack lies in: the last one is read if it has some of it.
        constexpr int WORDS = sizeof(to) / 4;
        u64 address = (u64)(data + place);
        const u32* words = reinterpret_cast<const u32*>(address / 4 * 4);
        u32 shift = (u32)(address % 4 * 8), raw[WORDS + 1];
#pragma unroll
        for (int w = 0; w < WORDS; ++w) raw[w] = words[w];
        raw[WORDS] = shift ? words[WORDS] : 0;
#pragma unroll
        for (int w = 0; w < WORDS; ++w)
            reinterpret_cast<u32*>(&to)[w] = __funnelshift_r(raw[w], raw[w + 1], shift);
    } else {
        next -= left;
#pragma unroll
        for (int v = 0; v < N; ++v) to.of[v] = data[(v < left ? place : next) + v];
    }
}

template <int N>
DEVICE void fetch_spread(Fetched<N>& to, const ChainParams& p, i64 element) {
    u32 places[MAX_OPERANDS], nexts[MAX_OPERANDS] = {};
    const int left = place_in_all(p, (u32)element, places);
    if (left < N && element + left < p.count) place_in_all(p, (u32)element + left, nexts);
#define GATHER(index, T)                                                                           \
    if (p.dense >> index & 1) fetch_pack(to.in##index, p.in[index], element);                      \
    else gather_pack(to.in##index, static_cast<const T*>(p.in[index]), places[index], nexts[index], \
                     left, (u32)p.strides[index][p.rank - 1]);
    OPERANDS(GATHER)
#undef GATHER
}

// Lines begin anywhere, and have a pack's elements at least.
KERNEL(chain_broadcast, ChainParams) { FINISH_BLOCK(fetch_spread) }
