#pragma once

#include "harness/error.h"
#include "models/backends/cpu/epoch.h"
#include "models/backends/cpu/groups.h"
#include "models/backends/cpu/onednn/layout.h"
#include "models/backends/cpu/persistents.h"
#include "models/backends/cpu/tally.h"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace warpmark::nn::cpu {

/// The step that a kernel is in.
struct Pass {
  const Epoch& epoch;
  Index first;  // position of its first image in the epoch
  float rate;   // of learning
  Tally& tally;
};

using Kernel = std::function<void(const Pass& pass)>;

/// Where the operands of a kernel lie.
class Operands {
 public:
  virtual ~Operands() = default;
  virtual std::byte* at(ValueId value) const = 0;
  virtual std::byte* workspace() const = 0;
  virtual const Persistents& persistents() const = 0;

  template <class T>
  T* of(ValueId value) const {
    return reinterpret_cast<T*>(at(value));
  }
};

/// A kernel before it is known where values lie.
struct Entry {
  Step step;
  std::function<Kernel(const Operands& operands)> make;
  bool once = false;  // whenever parameters were written, not in each step
};

/// The kernels of a graph for one number of images while they are chosen, each with the layouts
/// that it wants. Where two disagree a value is copied; values beyond the graph's are such copies.
class Assembly {
 public:
  /// All but `images` outlive it. `kept`: how parameters are laid out, which whoever comes first
  /// decides for all.
  Assembly(const Graph& graph, const Build& build, Index images, const dnnl::stream& stream,
           std::map<ValueId, Layout>& kept);

  const Graph& graph() const { return graph_; }
  const Build& build() const { return build_; }
  Index images() const { return images_; }
  dnnl::engine engine() const { return stream_.get_engine(); }
  bool trains() const { return !parameter_of_.empty(); }
  Element element() const { return element_; }  // of what is batched

  Shape shape(ValueId value) const;  // with the batch
  Layout any(ValueId value) const;
  const Layout& layout(ValueId value);
  /// Decides how a value is laid out.
  void lay_out(ValueId value, const Layout& layout) { layouts_[value] = layout; }
  /// Decides how a parameter and its gradient are kept, unless it was decided.
  void keep(ValueId parameter, const Layout& layout) { kept_.emplace(parameter, layout); }
  bool is_kept(ValueId parameter) const { return kept_.contains(parameter); }

  /// The value in that layout: itself, or a copy.
  ValueId as(ValueId value, const Layout& layout);
  /// The value with its channels in vectors.
  ValueId in_vectors(ValueId value);
  /// What to write in that layout in place of `value`, whose layout may be another: then write(…)
  /// is followed by a copy.
  void write(ValueId value, const Layout& layout, const std::function<void(ValueId)>& write);

  /// Adds a primitive.
  void call(const dnnl::primitive_desc_base& description, const dnnl::primitive& primitive,
            const std::map<int, ValueId>& arguments);
  /// Adds a kernel of our own.
  void loop(Step step, std::function<Kernel(const Operands& operands)> make);

  const std::vector<Entry>& entries() const { return entries_; }
  const std::map<ValueId, Layout>& layouts() const { return layouts_; }
  bool outlives_steps(ValueId copy) const { return lasting_.contains(copy); }
  ValueId values() const { return next_; }  // with the copies
  const std::set<std::string>& primitives() const { return primitives_; }

 private:
  ValueId fresh(const Layout& layout);
  void reorder(ValueId from, ValueId to);

  const Graph& graph_;
  const Build& build_;
  const Index images_;
  const dnnl::stream& stream_;
  const Element element_;
  std::map<ValueId, Layout>& kept_;
  std::map<ValueId, ValueId> parameter_of_;  // whose gradient a value is
  std::map<ValueId, Layout> layouts_;
  std::map<ValueId, std::vector<ValueId>> copies_;
  std::set<ValueId> lasting_;
  ValueId next_;
  std::vector<Entry> entries_;
  std::set<std::string> primitives_;
};

/// Attributes of a primitive whose scratch memory is planned with everything else.
dnnl::primitive_attr user_scratchpad();

/// The first of some descriptions of a primitive that oneDNN has optimised code for. Throws
/// Unsupported, with what was asked for, where it has for none.
template <class Description>
Description choose(const char* what, const std::vector<std::function<Description()>>& make) {
  for (const auto& description : make) {
    Description made = description();
    if (made && !std::string_view(made.impl_info_str()).starts_with("ref")) return made;
  }
  throw Unsupported(std::string("oneDNN has no optimised code for ") + what + " on this processor");
}

}  // namespace warpmark::nn::cpu
