#pragma once

#include "models/data/dataset.h"
#include "models/state.h"

namespace warpmark::nn {

/// A state whose offsets (biases, those of batch norm) are moved until no image brings an input of
/// a ReLU near zero: all of a channel are positive in even channels, negative in odd ones, and no
/// nearer to zero than they are to each other. So roundings turn none, and wrong gradients can be
/// told from rounded ones.
State settled(const Graph& training, const ImageSet& images, State state);

}  // namespace warpmark::nn
