#pragma once

namespace warpmark {

/// The driver's management library, opened and initialised where it is there.
class NvmlLibrary {
 public:
  explicit NvmlLibrary(const char* file = "libnvidia-ml.so.1");
  ~NvmlLibrary();
  NvmlLibrary(const NvmlLibrary&) = delete;
  NvmlLibrary& operator=(const NvmlLibrary&) = delete;

  bool open() const { return open_; }

  /// Calls the function of that name and type; false where it fails, or there is none: the library
  /// is not open, or too old to have it.
  template <class Function, class... Arguments>
  bool ask(const char* name, Arguments... arguments) const {
    const auto function = reinterpret_cast<Function*>(symbol(name));
    return function != nullptr && static_cast<int>(function(arguments...)) == 0;  // NVML_SUCCESS
  }

 private:
  void* symbol(const char* name) const;

  void* handle_;
  bool open_;
};

}  // namespace warpmark
