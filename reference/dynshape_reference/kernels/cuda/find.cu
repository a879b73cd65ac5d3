// The subscripts of elements that are not zero, in row-major order: counted block by block, then written.
#include "grid.cuh"

constexpr int RUN = 16;  // elements of a thread

struct FindParams {
    void* out;  // (rank, found)
    const void* in;
    int* counts;  // of each block; then of all blocks before it, and at the end of all
    i64 count, found;
    u64 mask;  // the bits that make an element something other than zero
    int blocks, rank;
    i64 extents[MAX_RANK];
};

template <class T>
DEVICE u32 flags_of(const FindParams& p, i64 first) {
    const T* in = static_cast<const T*>(p.in);
    u32 flags = 0;
#pragma unroll
    for (int k = 0; k < RUN; ++k)
        if (first + k < p.count && ((u64)in[first + k] & p.mask)) flags |= 1u << k;
    return flags;
}

DEVICE int bits_of(u32 flags) {
    int bits = 0;
    for (; flags; flags &= flags - 1) ++bits;
    return bits;
}

// The sum of what the threads before this one have; the array holds the sums with their own.
DEVICE int sum_before(int own, int* sums) {
    int t = threadIdx.x;
    sums[t] = own;
    __syncthreads();
    for (int step = 1; step < blockDim.x; step *= 2) {
        int other = t >= step ? sums[t - step] : 0;
        __syncthreads();
        sums[t] += other;
        __syncthreads();
    }
    return sums[t] - own;
}

template <class T>
DEVICE void count_block(const FindParams& p) {
    __shared__ int found;
    if (threadIdx.x == 0) found = 0;
    __syncthreads();
    int own = bits_of(flags_of<T>(p, thread_index() * RUN));
    if (own) atomicAdd(&found, own);
    __syncthreads();
    if (threadIdx.x == 0) p.counts[blockIdx.x] = found;
}

BLOCK_KERNEL(find_count_1, FindParams) { count_block<u8>(p); }
BLOCK_KERNEL(find_count_2, FindParams) { count_block<unsigned short>(p); }
BLOCK_KERNEL(find_count_4, FindParams) { count_block<u32>(p); }
BLOCK_KERNEL(find_count_8, FindParams) { count_block<u64>(p); }

BIG_BLOCK_KERNEL(find_offsets, FindParams) {
    __shared__ int sums[1024];
    int before = 0;
    for (int first = 0; first < p.blocks; first += blockDim.x) {
        int at = first + threadIdx.x;
        int sum = sum_before(at < p.blocks ? p.counts[at] : 0, sums);
        if (at < p.blocks) p.counts[at] = before + sum;
        before += sums[blockDim.x - 1];
        __syncthreads();
    }
    if (threadIdx.x == 0) p.counts[p.blocks] = before;
}

template <class T>
DEVICE void write_block(const FindParams& p) {
    __shared__ int sums[256];
    i64 first = thread_index() * RUN;
    u32 flags = flags_of<T>(p, first);
    i64 column = p.counts[blockIdx.x] + sum_before(bits_of(flags), sums);
    for (int k = 0; k < RUN; ++k) {
        if (!(flags >> k & 1)) continue;
        i64 left = first + k;
        for (int axis = p.rank - 1; axis >= 0; --axis) {
            i64 next = left / p.extents[axis];
            static_cast<int*>(p.out)[axis * p.found + column] = (int)(left - next * p.extents[axis]);
            left = next;
        }
        ++column;
    }
}

BLOCK_KERNEL(find_write_1, FindParams) { write_block<u8>(p); }
BLOCK_KERNEL(find_write_2, FindParams) { write_block<unsigned short>(p); }
BLOCK_KERNEL(find_write_4, FindParams) { write_block<u32>(p); }
BLOCK_KERNEL(find_write_8, FindParams) { write_block<u64>(p); }
