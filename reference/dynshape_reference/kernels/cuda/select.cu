// Elements picked and put by indices: gathers, scatters, one-hot vectors, reversed sequences.
//
// A negative index counts from the end; out of bounds a gather yields zeros and a scatter does nothing.
#include "grid.cuh"

DEVICE i64 index_at(const void* indices, int is_long, i64 place) {
    return is_long ? static_cast<const i64*>(indices)[place] : static_cast<const int*>(indices)[place];
}

DEVICE i64 counted(i64 index, i64 extent) {
    if (index < 0) index += extent;
    return index >= 0 && index < extent ? index : -1;
}

// out (batch, outer, picked, inner) from in (batch, outer, extent, inner) by indices (batch, picked).
struct GatherParams {
    void* out;
    const void* in;
    const void* indices;
    i64 count, extent;
    Divisor outer, picked, inner;
    i64 in_batch, index_batch;  // strides, 0 where a batch broadcasts
    int is_long, unused;
};

template <class T>
DEVICE void gather(const GatherParams& p) {
    constexpr int UNITS = 4;
    T units[UNITS];
#pragma unroll
    for (int k = 0; k < UNITS; ++k) {
        u64 unit = ((u64)blockIdx.x * UNITS + k) * blockDim.x + threadIdx.x;
        units[k] = T{};
        if (unit >= (u64)p.count) continue;
        bool narrow = p.count >> 31 == 0;
        u64 line = narrow ? p.inner.divide((u32)unit) : unit / p.inner.value;
        u64 i = unit - line * p.inner.value;
        u64 before = narrow ? p.picked.divide((u32)line) : line / p.picked.value;
        u64 j = line - before * p.picked.value;
        u64 batch = narrow ? p.outer.divide((u32)before) : before / p.outer.value;
        u64 o = before - batch * p.outer.value;
        i64 index = counted(index_at(p.indices, p.is_long, batch * p.index_batch + j), p.extent);
        if (index >= 0)
            units[k] = static_cast<const T*>(p.in)[batch * p.in_batch + (o * p.extent + index) * p.inner.value + i];
    }
#pragma unroll
    for (int k = 0; k < UNITS; ++k) {
        i64 unit = ((i64)blockIdx.x * UNITS + k) * blockDim.x + threadIdx.x;
        if (unit < p.count) static_cast<T*>(p.out)[unit] = units[k];
    }
}

typedef Pack<u32, 4> u128;
KERNEL(gather_1, GatherParams) { gather<u8>(p); }
KERNEL(gather_2, GatherParams) { gather<unsigned short>(p); }
KERNEL(gather_4, GatherParams) { gather<u32>(p); }
KERNEL(gather_8, GatherParams) { gather<u64>(p); }
KERNEL(gather_16, GatherParams) { gather<u128>(p); }

// Elements at their own place but for one coordinate, or slices at tuples of coordinates. `count` is that of places.
struct PlacesParams {
    void* out;           // of a scatter, what is changed
    const void* in;      // of a scatter, the updates
    const void* indices;
    int* winners;        // of a scatter, for each target the last source, counted from 1
    i64 count, slice;    // elements in a slice
    int rank, depth, is_long, batched;
    Divisor extents[MAX_RANK];  // of the indices, without the tuples' axis
    i64 strides[MAX_RANK];      // of the data along these axes, 0 along the one that the index replaces
    i64 tuple_extents[MAX_RANK];
    i64 tuple_strides[MAX_RANK];
};

// Where a place points to, -1 for out of bounds.
DEVICE i64 target(const PlacesParams& p, u64 place) {
    i64 result = 0;
    u64 left = place;
    for (int axis = p.rank - 1; axis >= 0; --axis) {
        u64 next = left / p.extents[axis].value;
        result += (i64)(left - next * p.extents[axis].value) * p.strides[axis];
        left = next;
    }
    for (int k = 0; k < p.depth; ++k) {
        i64 index = counted(index_at(p.indices, p.is_long, place * p.depth + k), p.tuple_extents[k]);
        if (index < 0) return -1;
        result += index * p.tuple_strides[k];
    }
    return result;
}

template <class T>
DEVICE void pick(const PlacesParams& p) {
    i64 at = thread_index();
    if (at >= p.count * p.slice) return;
    i64 place = at / p.slice;
    i64 from = target(p, place);
    static_cast<T*>(p.out)[at] = from < 0 ? T{} : static_cast<const T*>(p.in)[from + at - place * p.slice];
}

KERNEL(pick_1, PlacesParams) { pick<u8>(p); }
KERNEL(pick_2, PlacesParams) { pick<unsigned short>(p); }
KERNEL(pick_4, PlacesParams) { pick<u32>(p); }
KERNEL(pick_8, PlacesParams) { pick<u64>(p); }

// Which source is the last for a target: only that one is written, so that equal indices give one result.
KERNEL(scatter_winners, PlacesParams) {
    i64 place = thread_index();
    if (place >= p.count) return;
    i64 to = target(p, place);
    if (to >= 0) atomicMax(&p.winners[to / p.slice], (int)place + 1);
}

template <class T>
DEVICE void scatter(const PlacesParams& p) {
    i64 at = thread_index();
    if (at >= p.count * p.slice) return;
    i64 place = at / p.slice;
    i64 to = target(p, place);
    if (to >= 0 && p.winners[to / p.slice] == (int)place + 1)
        static_cast<T*>(p.out)[to + at - place * p.slice] = static_cast<const T*>(p.in)[at];
}

KERNEL(scatter_1, PlacesParams) { scatter<u8>(p); }
KERNEL(scatter_2, PlacesParams) { scatter<unsigned short>(p); }
KERNEL(scatter_4, PlacesParams) { scatter<u32>(p); }
KERNEL(scatter_8, PlacesParams) { scatter<u64>(p); }

// out (outer, depth, inner) from indices (outer, inner): the second value at the index, elsewhere the first.
struct OneHotParams {
    void* out;
    const void* indices;
    const void* values;
    i64 count, depth, inner;
    int is_long, unused;
};

template <class T>
DEVICE void one_hot(const OneHotParams& p) {
    i64 at = thread_index();
    if (at >= p.count) return;
    i64 i = at % p.inner, line = at / p.inner;
    i64 index = index_at(p.indices, p.is_long, line / p.depth * p.inner + i);
    if (index < 0) index += p.depth;
    static_cast<T*>(p.out)[at] = static_cast<const T*>(p.values)[index == line % p.depth];
}

KERNEL(one_hot_1, OneHotParams) { one_hot<u8>(p); }
KERNEL(one_hot_2, OneHotParams) { one_hot<unsigned short>(p); }
KERNEL(one_hot_4, OneHotParams) { one_hot<u32>(p); }
KERNEL(one_hot_8, OneHotParams) { one_hot<u64>(p); }

// The first elements along `length` turned round, as many as the sequence has; (outer, first, between, second, inner).
struct ReverseParams {
    void* out;
    const void* in;
    const void* lengths;
    i64 count, first, between, second, inner;
    int batch_is_first, is_long;
};

template <class T>
DEVICE void reverse(const ReverseParams& p) {
    i64 at = thread_index();
    if (at >= p.count) return;
    i64 i = at % p.inner, left = at / p.inner;
    i64 second = left % p.second;
    left /= p.second;
    i64 between = left % p.between;
    left /= p.between;
    i64 first = left % p.first, outer = left / p.first;
    i64 batch = p.batch_is_first ? first : second, place = p.batch_is_first ? second : first;
    i64 all = p.batch_is_first ? p.second : p.first;
    i64 length = min(max(index_at(p.lengths, p.is_long, batch), (i64)0), all);
    if (place < length) place = length - 1 - place;
    if (p.batch_is_first) second = place; else first = place;
    i64 from = (((outer * p.first + first) * p.between + between) * p.second + second) * p.inner + i;
    static_cast<T*>(p.out)[at] = static_cast<const T*>(p.in)[from];
}

KERNEL(reverse_1, ReverseParams) { reverse<u8>(p); }
KERNEL(reverse_2, ReverseParams) { reverse<unsigned short>(p); }
KERNEL(reverse_4, ReverseParams) { reverse<u32>(p); }
KERNEL(reverse_8, ReverseParams) { reverse<u64>(p); }
