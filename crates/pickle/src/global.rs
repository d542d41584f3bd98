//! The allow-list: every class and function a pickle may name, and nothing is ever looked up beyond it.

/// An allowed class or function of Python.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Global {
    Reconstruct,
    FromBuffer,
    Scalar,
    Ndarray,
    Dtype,
    Encode,
    Bytes,
    ByteArray,
    NotAvailable,
    NotATime,
    Timestamp,
    UnpickledTimestamp,
    Date,
    DateTime,
    Time,
    TimeDelta,
    TimeZone,
    Utc,
    Decimal,
    /// A time zone of the system's list, by name.
    ZoneClass,
    NamedZone,
    /// `getattr`, which knows one attribute of one class here.
    Attribute,
    /// A class of `pandas.offsets`: how often the moments of an index come. What it is does not matter to cells.
    Frequency,
    /// How Python 2's protocols make an instance: here of a frequency alone.
    Instance,
    Object,
}

/// Every class of these modules is a frequency.
const FREQUENCIES: [&str; 2] = ["pandas._libs.tslibs.offsets", "pandas.tseries.offsets"];

/// Module, name, meaning: names of NumPy 1 and 2, of pandas 0.24 to 3, of Python 2 and 3.
const ALLOWED: [(&str, &str, Global); 34] = [
    ("numpy.core.multiarray", "_reconstruct", Global::Reconstruct),
    ("numpy._core.multiarray", "_reconstruct", Global::Reconstruct),
    ("numpy.core.multiarray", "scalar", Global::Scalar),
    ("numpy._core.multiarray", "scalar", Global::Scalar),
    ("numpy.core.numeric", "_frombuffer", Global::FromBuffer),
    ("numpy._core.numeric", "_frombuffer", Global::FromBuffer),
    ("numpy", "ndarray", Global::Ndarray),
    ("numpy", "dtype", Global::Dtype),
    ("_codecs", "encode", Global::Encode),
    ("builtins", "bytes", Global::Bytes),
    ("__builtin__", "bytes", Global::Bytes),
    ("builtins", "bytearray", Global::ByteArray),
    ("__builtin__", "bytearray", Global::ByteArray),
    ("pandas", "NA", Global::NotAvailable),
    ("pandas._libs.missing", "NA", Global::NotAvailable),
    ("pandas._libs.tslibs.nattype", "_nat_unpickle", Global::NotATime),
    ("pandas._libs.tslibs.nattype", "__nat_unpickle", Global::NotATime),
    ("pandas._libs.tslibs.timestamps", "Timestamp", Global::Timestamp),
    ("pandas._libs.tslibs.timestamps", "_unpickle_timestamp", Global::UnpickledTimestamp),
    ("datetime", "date", Global::Date),
    ("datetime", "datetime", Global::DateTime),
    ("datetime", "time", Global::Time),
    ("datetime", "timedelta", Global::TimeDelta),
    ("datetime", "timezone", Global::TimeZone),
    ("pytz", "_UTC", Global::Utc),
    ("decimal", "Decimal", Global::Decimal),
    ("pytz", "_p", Global::NamedZone),
    ("zoneinfo", "ZoneInfo", Global::ZoneClass),
    ("builtins", "getattr", Global::Attribute),
    ("__builtin__", "getattr", Global::Attribute),
    ("copy_reg", "_reconstructor", Global::Instance),
    ("copyreg", "_reconstructor", Global::Instance),
    ("builtins", "object", Global::Object),
    ("__builtin__", "object", Global::Object),
];

impl Global {
    pub(crate) fn allowed(module: &str, name: &str) -> Option<Global> {
        if FREQUENCIES.contains(&module) {
            return Some(Global::Frequency);
        }
        let found = ALLOWED.iter().find(|&&(in_module, called, _)| (in_module, called) == (module, name));
        found.map(|&(_, _, global)| global)
    }

    /// Module and name, as it is first on the list.
    pub(crate) fn name(self) -> String {
        if self == Global::Frequency {
            return FREQUENCIES[0].to_owned();
        }
        let found = ALLOWED.iter().find(|&&(_, _, global)| global == self);
        found.map_or_else(String::new, |(module, name, _)| format!("{module}.{name}"))
    }
}
