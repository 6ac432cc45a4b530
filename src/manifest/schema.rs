//! The types of Kubernetes 1.36 as Go declares them: field names, Go types, what is embedded where. Strict decoding, its
//! words and the stored form all follow from them. It must not know defaults or validation.
//!
//! A file `schema/GROUP-VERSION.types` holds the types of one package, one line each:
//!
//! - `= Name type`: a named type that is no struct, such as `= Protocol string`
//! - `Name`: a struct; the lines below that start with a blank are its fields
//! - ` field type`, or ` field? type` where Go leaves out an empty value (`omitempty`), or ` field?! type` where it does and
//!   the server tells an empty list or map that was sent from none
//! - ` + type`: an embedded struct, whose fields stand among its own
//!
//! Types are Go's: `*T`, `[]T`, `map[K]V`; a name of another package is written `meta.ObjectMeta`. A new API group is a
//! new file and a line in `package`.

pub mod kinds;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

/// A Go package with its types.
struct Package {
    /// How Go's messages name it: `v1` for core and meta alike.
    go_name: &'static str,
    types: HashMap<&'static str, Definition>,
}

/// What a name stands for.
enum Definition {
    Struct(Struct),
    /// Another type by a name of its own.
    Named(Type),
}

/// A struct's fields.
#[derive(Debug, Default)]
pub struct Struct {
    /// Fields in Go's order, embedded ones at their place.
    members: Vec<Member>,
}

#[derive(Debug)]
enum Member {
    Field(Field),
    Embedded(Type),
}

/// A field of a struct.
#[derive(Debug)]
pub struct Field {
    /// Its name in JSON.
    pub name: &'static str,
    /// Its type.
    pub field_type: Type,
    /// Go leaves it out of JSON while it is empty.
    pub omit_empty: bool,
    /// The server tells an empty list or map that was sent from none, and refuses it in some places.
    pub counts_empty: bool,
}

/// A Go type, as it is written in a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Type {
    /// The package in which it is written, which names without a dot belong to.
    package: &'static str,
    text: &'static str,
}

/// What a type is made of.
pub enum Shape {
    /// Text, and named types of it.
    Text,
    /// A truth value.
    Bool,
    /// A whole number of so many bits.
    Int(u32),
    /// A floating-point number.
    Float,
    /// Bytes, which JSON has as base64.
    Bytes,
    /// A list.
    List(Type),
    /// A map from text.
    Map(Type),
    /// Fields.
    Struct(&'static Struct),
    /// `resource.Quantity`.
    Quantity,
    /// `intstr.IntOrString`.
    IntOrString,
    /// `metav1.Time`, to the second, or `metav1.MicroTime`.
    Time,
    /// `metav1.Duration`.
    Duration,
    /// Anything at all.
    Any,
}

static CORE: LazyLock<Package> = LazyLock::new(|| Package::parse("core", "v1", include_str!("schema/core-v1.types")));
static META: LazyLock<Package> = LazyLock::new(|| Package::parse("meta", "v1", include_str!("schema/meta-v1.types")));
static APPS: LazyLock<Package> = LazyLock::new(|| Package::parse("apps", "v1", include_str!("schema/apps-v1.types")));
static BATCH: LazyLock<Package> =
    LazyLock::new(|| Package::parse("batch", "v1", include_str!("schema/batch-v1.types")));
static NETWORKING: LazyLock<Package> =
    LazyLock::new(|| Package::parse("networking", "v1", include_str!("schema/networking-v1.types")));
static RBAC: LazyLock<Package> = LazyLock::new(|| Package::parse("rbac", "v1", include_str!("schema/rbac-v1.types")));
static AUTOSCALING: LazyLock<Package> =
    LazyLock::new(|| Package::parse("autoscaling", "v2", include_str!("schema/autoscaling-v2.types")));
static POLICY: LazyLock<Package> =
    LazyLock::new(|| Package::parse("policy", "v1", include_str!("schema/policy-v1.types")));

const PACKAGES: [&str; 8] = ["core", "meta", "apps", "batch", "networking", "rbac", "autoscaling", "policy"];

/// The package of this name; read when first asked for.
fn package(name: &str) -> Option<&'static Package> {
    Some(match name {
        "core" => &CORE,
        "meta" => &META,
        "apps" => &APPS,
        "batch" => &BATCH,
        "networking" => &NETWORKING,
        "rbac" => &RBAC,
        "autoscaling" => &AUTOSCALING,
        "policy" => &POLICY,
        _ => return None,
    })
}

impl Package {
    fn parse(name: &'static str, go_name: &'static str, text: &'static str) -> Self {
        let mut types = HashMap::with_capacity(text.len() / 100);
        let mut current: Option<(&'static str, Struct)> = None;
        let written = |text| Type { package: name, text };
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some(member) = line.strip_prefix(' ') {
                let Some((field, field_type)) = member.split_once(' ') else { continue };
                let field_type = written(field_type);
                let member = if field == "+" {
                    Member::Embedded(field_type)
                } else {
                    let plain = field.strip_suffix('!');
                    let (field, counts_empty) = (plain.unwrap_or(field), plain.is_some());
                    let name = field.strip_suffix('?');
                    let omit_empty = name.is_some();
                    Member::Field(Field { name: name.unwrap_or(field), field_type, omit_empty, counts_empty })
                };
                if let Some((_, open)) = &mut current {
                    open.members.push(member);
                }
                continue;
            }
            if let Some((name, done)) = current.take() {
                types.insert(name, Definition::Struct(done));
            }
            match line.strip_prefix("= ").and_then(|line| line.split_once(' ')) {
                Some((name, target)) => _ = types.insert(name, Definition::Named(written(target))),
                None => current = Some((line, Struct::default())),
            }
        }
        if let Some((name, done)) = current {
            types.insert(name, Definition::Struct(done));
        }
        Self { go_name, types }
    }
}

impl Struct {
    /// The field of this name in JSON, with the Go names of the embedded structs on the way to it, outermost first. As in
    /// Go, a field of the struct itself goes before one of the same name that is embedded.
    #[must_use]
    pub fn field(&'static self, name: &str) -> Option<(Vec<&'static str>, &'static Field)> {
        let own = self.members.iter().find_map(|member| match member {
            Member::Field(field) if field.name == name => Some((Vec::new(), field)),
            _ => None,
        });
        own.or_else(|| {
            self.embedded().find_map(|(go_name, inner)| {
                let (mut path, field) = inner.field(name)?;
                path.insert(0, go_name);
                Some((path, field))
            })
        })
    }

    /// Every field in Go's order, embedded ones among them.
    #[must_use]
    pub fn fields(&'static self) -> Vec<&'static Field> {
        let mut fields = Vec::with_capacity(self.members.len());
        for member in &self.members {
            match member {
                Member::Field(field) => fields.push(field),
                Member::Embedded(inner) => {
                    if let Shape::Struct(inner) = inner.shape() {
                        fields.extend(inner.fields());
                    }
                }
            }
        }
        fields
    }

    fn embedded(&'static self) -> impl Iterator<Item = (&'static str, &'static Struct)> {
        self.members.iter().filter_map(|member| match member {
            Member::Embedded(inner) => match inner.shape() {
                Shape::Struct(fields) => Some((inner.name(), fields)),
                _ => None,
            },
            Member::Field(_) => None,
        })
    }
}

impl Type {
    /// A type of a package, such as `core` and `Pod`; `None` where there is none.
    #[must_use]
    pub fn of(package_name: &str, name: &str) -> Option<Self> {
        let found = package(package_name)?;
        let (text, _) = found.types.get_key_value(name)?;
        let package = PACKAGES.into_iter().find(|known| *known == package_name)?;
        Some(Self { package, text })
    }

    /// True for `*T`: a null or a missing value is told from an empty one.
    #[must_use]
    pub fn is_pointer(self) -> bool {
        self.text.starts_with('*')
    }

    /// `T` of `*T`, and the type itself of any other.
    #[must_use]
    pub fn target(self) -> Self {
        Self { text: self.text.trim_start_matches('*'), ..self }
    }

    /// What it is made of, pointers and names seen through.
    #[must_use]
    pub fn shape(self) -> Shape {
        let text = self.target().text;
        if text == "[]byte" {
            return Shape::Bytes;
        }
        if let Some(item) = text.strip_prefix("[]") {
            return Shape::List(self.written_here(item));
        }
        if let Some((_, value)) = map_parts(text) {
            return Shape::Map(self.written_here(value));
        }
        match text {
            "string" | "types.UID" => Shape::Text,
            "bool" => Shape::Bool,
            "int32" => Shape::Int(32),
            "int64" | "int" => Shape::Int(64),
            "float64" => Shape::Float,
            "Quantity" => Shape::Quantity,
            "IntOrString" => Shape::IntOrString,
            "meta.Time" | "Time" | "meta.MicroTime" | "MicroTime" => Shape::Time,
            "meta.Duration" | "Duration" => Shape::Duration,
            _ => match self.target().definition() {
                Some(Definition::Struct(fields)) => Shape::Struct(fields),
                Some(Definition::Named(target)) => target.shape(),
                None => Shape::Any,
            },
        }
    }

    /// How Go's messages write it, a pointer seen through: `[]v1.EnvVar`, `int32`, `v1.ResourceList`.
    #[must_use]
    pub fn go_name(self) -> String {
        let mut out = String::new();
        self.target().write_go_name(&mut out);
        out
    }

    /// The name without its package, as an embedded struct and an error's struct are called.
    #[must_use]
    pub fn name(self) -> &'static str {
        let text = self.target().text;
        text.rsplit_once('.').map_or(text, |(_, name)| name)
    }

    fn write_go_name(self, out: &mut String) {
        if let Some(target) = self.text.strip_prefix('*') {
            out.push('*');
            return self.written_here(target).write_go_name(out);
        }
        if let Some(item) = self.text.strip_prefix("[]") {
            if item == "byte" {
                out.push_str("[]uint8");
                return;
            }
            out.push_str("[]");
            return self.written_here(item).write_go_name(out);
        }
        if let Some((key, value)) = map_parts(self.text) {
            out.push_str("map[");
            self.written_here(key).write_go_name(out);
            out.push(']');
            return self.written_here(value).write_go_name(out);
        }
        // Writing to a string cannot fail.
        _ = match self.text {
            "string" | "bool" | "int32" | "int64" | "int" | "float64" | "types.UID" => write!(out, "{}", self.text),
            "Quantity" => write!(out, "resource.Quantity"),
            "IntOrString" => write!(out, "intstr.IntOrString"),
            "RawExtension" => write!(out, "runtime.RawExtension"),
            _ => {
                let home = self.text.split_once('.').map_or(self.package, |(home, _)| home);
                let go_package = package(home).map_or("v1", |package| package.go_name);
                write!(out, "{go_package}.{}", self.name())
            }
        };
    }

    fn written_here(self, text: &'static str) -> Self {
        Self { text, ..self }
    }

    fn definition(self) -> Option<&'static Definition> {
        let (home, name) = self.text.split_once('.').unwrap_or((self.package, self.text));
        package(home)?.types.get(name)
    }
}

/// Key and value of `map[K]V`.
fn map_parts(text: &'static str) -> Option<(&'static str, &'static str)> {
    text.strip_prefix("map[")?.split_once(']')
}

#[cfg(test)]
mod tests;
