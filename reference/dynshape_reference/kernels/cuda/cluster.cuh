// Clusters of blocks, 8 side by side along x, which tell each other what they have found: from compute capability 9.0 on.
#pragma once
#include "grid.cuh"

constexpr int CLUSTER = 8;

#ifndef DYNSHAPE_EMULATED
#if __CUDA_ARCH__ >= 900
#define IN_CLUSTERS_OF(blocks) __cluster_dims__(blocks, 1, 1)
DEVICE int cluster_rank() {
    int rank;
    asm("mov.u32 %0, %%cluster_ctarank;" : "=r"(rank));
    return rank;
}
DEVICE void begin_in_cluster() { asm volatile("barrier.cluster.arrive.relaxed;" ::: "memory"); }
DEVICE void arrive_at_cluster() { asm volatile("barrier.cluster.arrive.release;" ::: "memory"); }
DEVICE void wait_for_cluster() { asm volatile("barrier.cluster.wait.acquire;" ::: "memory"); }
DEVICE void store_in_block(float* place, int rank, float value) {
    u32 own = (u32)__cvta_generic_to_shared(place), other;
    asm volatile("mapa.shared::cluster.u32 %0, %1, %2;" : "=r"(other) : "r"(own), "r"(rank));
    asm volatile("st.shared::cluster.f32 [%0], %1;" ::"r"(other), "f"(value) : "memory");
}
#else
// Compiled, and never launched.
#define IN_CLUSTERS_OF(blocks)
DEVICE int cluster_rank() { return 0; }
DEVICE void begin_in_cluster() {}
DEVICE void arrive_at_cluster() {}
DEVICE void wait_for_cluster() {}
DEVICE void store_in_block(float*, int, float) {}
#endif
#define IN_CLUSTERS IN_CLUSTERS_OF(CLUSTER)

// A block whose threads have 64 registers each, of a cluster; all its threads call `begin_in_cluster` first.
#define CLUSTER_KERNEL(name, Params) \
    extern "C" __global__ void IN_CLUSTERS __launch_bounds__(512, 2) name(const __grid_constant__ Params p)

// As SIZED_KERNEL, in clusters of so many blocks.
#define SIZED_CLUSTER_KERNEL(name, Params, cluster, threads, blocks)            \
    extern "C" __global__ void IN_CLUSTERS_OF(cluster) __launch_bounds__(threads, blocks) \
        name(const __grid_constant__ Params p)
#endif

// What this block has put at parts[cluster_rank()], in shared memory, is then there in every block; once a kernel.
template <int C, int N>
DEVICE void share_with_cluster(float (&parts)[C][N], int count) {
    int rank = cluster_rank(), threads = blockDim.x * blockDim.y;
    __syncthreads();
    // All blocks have begun: before that they have no shared memory.
    wait_for_cluster();
    for (int at = threadIdx.y * blockDim.x + threadIdx.x; at < C * count; at += threads)
        // Its own are there, and others of its threads may be reading them.
        if (at % C != rank) store_in_block(&parts[rank][at / C], at % C, parts[rank][at / C]);
    arrive_at_cluster();
    wait_for_cluster();
}
