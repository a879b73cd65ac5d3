// Copies to shared memory while the thread goes on (PTX: cp.async).
#pragma once
#include "packs.cuh"

#ifndef DYNSHAPE_EMULATED

// 16 bytes, or zeros if they are not there.
__device__ __forceinline__ void copy_pack(void* to, const void* from, bool there) {
#if __CUDA_ARCH__ >= 800
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;"
                 :
                 : "r"((u32)__cvta_generic_to_shared(to)), "l"(from), "r"(there ? 16 : 0)
                 : "memory");
#else
    *static_cast<u128*>(to) = there ? *static_cast<const u128*>(from) : u128{};
#endif
}

// As `copy_pack`, of 4 bytes.
__device__ __forceinline__ void copy_word(void* to, const void* from, bool there) {
#if __CUDA_ARCH__ >= 800
    asm volatile("cp.async.ca.shared.global [%0], [%1], 4, %2;"
                 :
                 : "r"((u32)__cvta_generic_to_shared(to)), "l"(from), "r"(there ? 4 : 0)
                 : "memory");
#else
    *static_cast<u32*>(to) = there ? *static_cast<const u32*>(from) : 0;
#endif
}

// The copies since the last call are a group.
__device__ __forceinline__ void end_of_copies() {
#if __CUDA_ARCH__ >= 800
    asm volatile("cp.async.commit_group;" ::: "memory");
#endif
}

// Until all groups of the thread but the last LEFT are there.
template <int LEFT>
__device__ __forceinline__ void wait_for_copies() {
#if __CUDA_ARCH__ >= 800
    asm volatile("cp.async.wait_group %0;" ::"n"(LEFT) : "memory");
#endif
}
#endif

// `count` elements side by side that begin at a multiple of 16 bytes, K packs for each of 256 threads at most; all of
// these have them then.
template <int K, class T>
DEVICE void copy_line(u128* kept, const T* from, int count) {
    constexpr int V = 16 / sizeof(T);
    int packs = count / V;
#pragma unroll
    for (int k = 0; k < K; ++k)
        if (int at = threadIdx.x + 256 * k; at < packs)
            copy_pack(kept + at, reinterpret_cast<const u128*>(from) + at, true);
    end_of_copies();
    if (int at = packs * V + threadIdx.x; at < count) reinterpret_cast<T*>(kept)[at] = from[at];
    wait_for_copies<0>();
    __syncthreads();
}
