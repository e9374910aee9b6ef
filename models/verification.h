#pragma once

#include "harness/verify.h"
#include "models/recipes.h"

#include <string>
#include <vector>

// Before a network is timed, a back end computes one step of a fixed batch, compiled as the timed
// program is, and its loss, logits and, in training, the change of every parameter are held against
// the reference back end in double precision.
//
// The batch has the size that is timed, but only a few images that differ, each equally often and
// in random places: its loss, its batch statistics and its gradients are those of the few alone, so
// that the reference needs to compute no more than these.
namespace warpmark::nn {

/// The graph that a pass of a recipe runs: in training with the backward pass, in inference with
/// batch norm folded where that is asked for.
enum class Norms { folded, apart };
Graph graph_of(const Recipe& recipe, Pass pass, Norms norms);

/// How many images differ in a batch: its largest divisor up to `most`, but no less than half of
/// that; else all of them.
Index distinct_images(Index batch, Index most);

/// `count` images for a graph, `distinct` of which differ, labelled at random: blocks of random
/// brightness under noise. `distinct` divides `count`.
ImageSet verification_images(const Graph& graph, Index distinct, Index count);

/// Which of the distinct images stands at a position of these.
Index distinct_image(Index position, Index distinct, Index count);

/// The state that the fixed batch is computed with: initial parameters, but what begins as a
/// constant, as all of batch norm does, is drawn. In training, the inputs of a ReLU are kept away
/// from zero, positive in some channels and negative in others: near zero, a rounding error would
/// turn a whole gradient, and two right results could differ by more than a right one and a wrong.
State verification_state(const Recipe& recipe, Pass pass, Norms norms);

/// What a step of the fixed batch leaves: "loss" {1}; "logits" (batch, classes), in the order of
/// verification_images(); in training for each layer "change of <layer>" (1, elements), of all its
/// parameters: (before − after) / learning rate, which is the gradient, since velocities begin with
/// zero.
struct ProbeValue {
  std::string name;
  Tensor tensor;
};
using Probe = std::vector<ProbeValue>;

/// One that is not filled in: NaN.
Probe blank_probe(const Graph& graph, Pass pass, Index batch);

/// Compiles and runs the fixed batch. `build`: its order and augmentation do not matter. Throws
/// WrongResult where not every image of the batch was counted once.
Probe run_probe(const Recipe& recipe, Pass pass, Norms norms, Index distinct, Build build,
                const Compile& compile);

/// What a probe must be: for BenchmarkSpec::verify, at points with `batch`, `dtype` and, if they
/// are cropped, `filters`. Keeps the last reference result.
std::vector<Expected> expectations(const Recipe& recipe, Pass pass);

}  // namespace warpmark::nn
