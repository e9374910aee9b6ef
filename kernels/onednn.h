#pragma once

#include "harness/spec.h"
#include "kernels/cpu_workload.h"

#include <memory>
#include <unordered_map>

namespace dnnl {
struct engine;
struct memory;
struct primitive;
struct primitive_desc_base;
}  // namespace dnnl

namespace warpmark {

/// What the oneDNN workloads share: an engine, a stream, and one primitive with its arguments, made
/// in the constructor of the derived class. Arrays are dense and row-major, as everywhere.
class OnednnWorkload : public CpuWorkload {
 public:
  ~OnednnWorkload() override;
  void run() override;

 protected:
  OnednnWorkload(const Point& point, const Context& context, std::string output, Shape shape);

  const dnnl::engine& engine() const;

  /// The array of the point's dtype at `data`.
  dnnl::memory array(const Shape& shape, std::byte* data) const;

  /// What run() executes. Throws Unsupported where oneDNN has nothing but its reference code.
  void prepare(const dnnl::primitive_desc_base& description, const dnnl::primitive& primitive,
               const std::unordered_map<int, dnnl::memory>& arguments);

 private:
  struct Library;
  std::string implementation() const override { return implementation_; }

  std::unique_ptr<Library> library_;
  std::string implementation_;
};

/// As `make`, with oneDNN's errors turned into Unsupported: this processor has no such primitive.
Factory onednn_factory(Factory make);

}  // namespace warpmark
