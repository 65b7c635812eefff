//! The bills of material (`CycloneDX` 1.5, JSON): what is in the shipped programs, and in the user interface that
//! they hold. Two runs over the same locks write the same bytes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use cargo_metadata::{DependencyKind, MetadataCommand, Package, PackageId};
use serde_json::{Value, json};

use crate::process::{root, step, target_dir};

/// The packages that are shipped as programs: window, terminal till, relay.
const PROGRAMS: &[&str] = &["window", "cli", "relay"];

/// Writes `target/sbom/*.cdx.json`.
pub(crate) fn sbom() -> Result<()> {
    let folder = target_dir()?.join("sbom");
    fs::create_dir_all(&folder).context("cannot make the folder for the bills")?;
    for (name, bill) in [("balcao-rust", rust as fn(&Path) -> Result<Value>), ("balcao-ui", ui)] {
        let file = folder.join(format!("{name}.cdx.json"));
        step(&format!("Writing {}", file.display()), || {
            let text = serde_json::to_string_pretty(&bill(root())?)?;
            fs::write(&file, text + "\n").context("cannot write a bill")
        })?;
    }
    Ok(())
}

/// All that the shipped programs are linked from or built by, on any system; what only tests use is left out.
fn rust(root: &Path) -> Result<Value> {
    let metadata = MetadataCommand::new().manifest_path(root.join("Cargo.toml")).exec()?;
    let hashes = checksums(&fs::read_to_string(root.join("Cargo.lock"))?);
    let resolved = metadata.resolve.as_ref().context("cargo did not resolve the dependencies")?;
    let needs: HashMap<&PackageId, BTreeSet<&PackageId>> = resolved
        .nodes
        .iter()
        .map(|node| {
            let shipped = node.deps.iter().filter(|dep| {
                dep.dep_kinds.iter().any(|kind| kind.kind != DependencyKind::Development)
            });
            (&node.id, shipped.map(|dep| &dep.pkg).collect())
        })
        .collect();
    let packages: BTreeMap<&PackageId, &Package> =
        metadata.packages.iter().map(|package| (&package.id, package)).collect();
    let is_program = |package: &&&Package| PROGRAMS.contains(&package.name.as_str());
    let version = packages.values().find(is_program).map(|package| package.version.to_string());
    let programs: Vec<_> =
        packages.values().filter(is_program).map(|package| &package.id).collect();
    let mut shipped: BTreeSet<&PackageId> = BTreeSet::new();
    let mut next = programs.clone();
    while let Some(id) = next.pop() {
        if shipped.insert(id) {
            next.extend(needs.get(id).into_iter().flatten());
        }
    }
    let reference = |id: &PackageId| packages.get(id).map(|package| crate_purl(package));
    let mut components = Vec::new();
    let mut dependencies = vec![json!({
        "ref": NAME,
        "dependsOn": programs.iter().filter_map(|id| reference(id)).collect::<BTreeSet<_>>(),
    })];
    for id in &shipped {
        let Some(package) = packages.get(id) else { continue };
        let purl = crate_purl(package);
        let (name, version) = (package.name.as_str(), package.version.to_string());
        let hash =
            hashes.get(&(name.to_owned(), version.clone())).map(|it| ("SHA-256", it.clone()));
        let kind = if PROGRAMS.contains(&name) { "application" } else { "library" };
        let component = component(kind, &purl, (name, &version), package.license.as_deref(), hash);
        components.push(component);
        let wants = needs.get(*id).into_iter().flatten().filter_map(|id| reference(id));
        dependencies.push(json!({ "ref": purl, "dependsOn": wants.collect::<BTreeSet<_>>() }));
    }
    Ok(bill(&version.unwrap_or_default(), &components, &dependencies))
}

/// All packages of the lock: what the page is made of and what makes it.
fn ui(root: &Path) -> Result<Value> {
    let lock = fs::read_to_string(root.join("ui/package-lock.json"))?;
    let lock: Value = serde_json::from_str(&lock).context("ui/package-lock.json is no JSON")?;
    let mut components = BTreeMap::new();
    let packages = lock.get("packages").and_then(Value::as_object);
    for (path, package) in packages.into_iter().flatten() {
        let Some((_, name)) = path.rsplit_once("node_modules/") else { continue };
        let text = |key| package.get(key).and_then(Value::as_str);
        let version = text("version").unwrap_or_default();
        let purl = format!("pkg:npm/{}@{version}", name.replace('@', "%40"));
        let hash = text("integrity").and_then(sha_512).map(|it| ("SHA-512", it));
        let component = component("library", &purl, (name, version), text("license"), hash);
        components.insert(purl, component);
    }
    let all: Vec<_> = components.keys().cloned().collect();
    let dependencies = vec![json!({ "ref": NAME, "dependsOn": all })];
    let version = lock.get("version").and_then(Value::as_str).unwrap_or("0.0.0");
    let components: Vec<_> = components.into_values().collect();
    Ok(bill(version, &components, &dependencies))
}

/// What the bill is of.
const NAME: &str = "balcao";

fn bill(version: &str, components: &[Value], dependencies: &[Value]) -> Value {
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": { "type": "application", "bom-ref": NAME, "name": NAME, "version": version },
        },
        "components": components,
        "dependencies": dependencies,
    })
}

/// One part; `hash`: its algorithm and its hex digits.
fn component(
    kind: &str,
    purl: &str,
    (name, version): (&str, &str),
    licence: Option<&str>,
    hash: Option<(&str, String)>,
) -> Value {
    let hashes: Vec<_> =
        hash.into_iter().map(|(alg, content)| json!({ "alg": alg, "content": content })).collect();
    json!({
        "type": kind,
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        "licenses": licences(licence),
        "hashes": hashes,
    })
}

/// The older crates part their licences by a slash.
fn licences(expression: Option<&str>) -> Value {
    match expression {
        Some(expression) => {
            let choices: Vec<_> = expression.split('/').map(str::trim).collect();
            json!([{ "expression": choices.join(" OR ") }])
        }
        None => json!([{ "license": { "name": "see the package" } }]),
    }
}

fn crate_purl(package: &Package) -> String {
    // A version may have build metadata behind a plus sign, which a purl escapes.
    format!("pkg:cargo/{}@{}", package.name, package.version.to_string().replace('+', "%2B"))
}

/// SHA-256 of each crate by name and version.
fn checksums(lock: &str) -> HashMap<(String, String), String> {
    let mut found = HashMap::new();
    let lock: toml::Table = lock.parse().unwrap_or_default();
    let packages = lock.get("package").and_then(toml::Value::as_array);
    for package in packages.into_iter().flatten() {
        let text = |key| package.get(key).and_then(toml::Value::as_str).map(str::to_owned);
        if let (Some(name), Some(version), Some(sum)) =
            (text("name"), text("version"), text("checksum"))
        {
            found.insert((name, version), sum);
        }
    }
    found
}

/// The hex digits of `sha512-<base64>`.
fn sha_512(integrity: &str) -> Option<String> {
    use base64::Engine as _;
    let text = integrity.split_whitespace().find_map(|it| it.strip_prefix("sha512-"))?;
    Some(hex::encode(base64::engine::general_purpose::STANDARD.decode(text).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `CycloneDX` 1.5 demands of a bill like ours.
    fn check(bill: &Value) {
        assert_eq!(
            (&bill["bomFormat"], &bill["specVersion"]),
            (&json!("CycloneDX"), &json!("1.5"))
        );
        let mut known =
            BTreeSet::from([bill["metadata"]["component"]["bom-ref"].as_str().unwrap()]);
        for component in bill["components"].as_array().unwrap() {
            let text = |key: &str| component[key].as_str().unwrap();
            assert!(matches!(text("type"), "application" | "library"), "{component}");
            assert!(!text("name").is_empty() && !text("version").is_empty(), "{component}");
            assert!(text("purl").starts_with("pkg:"), "{component}");
            assert!(known.insert(text("bom-ref")), "twice: {component}");
            assert_eq!(component["licenses"].as_array().map(Vec::len), Some(1), "{component}");
            for hash in component["hashes"].as_array().into_iter().flatten() {
                let length = if hash["alg"] == "SHA-256" { 64 } else { 128 };
                let digits = hash["content"].as_str().unwrap();
                assert!(digits.len() == length && digits.bytes().all(|it| it.is_ascii_hexdigit()));
            }
        }
        for dependency in bill["dependencies"].as_array().unwrap() {
            assert!(known.contains(dependency["ref"].as_str().unwrap()), "{dependency}");
            for wanted in dependency["dependsOn"].as_array().unwrap() {
                assert!(known.contains(wanted.as_str().unwrap()), "{dependency}");
            }
        }
        assert!(!bill.to_string().contains("://"), "no host is named");
    }

    fn has(bill: &Value, name: &str) -> bool {
        bill["components"].as_array().unwrap().iter().any(|it| it["name"] == name)
    }

    #[test]
    fn the_bill_of_the_programs_is_sound_and_has_what_is_shipped() {
        let bill = rust(root()).unwrap();
        check(&bill);
        for shipped in ["cli", "relay", "window", "rustls", "rusqlite", "tauri"] {
            assert!(has(&bill, shipped), "{shipped}");
        }
        for tool in ["fantoccini", "tests", "torture", "xtask"] {
            assert!(!has(&bill, tool), "{tool}");
        }
        assert_eq!(bill, rust(root()).unwrap(), "two runs write the same");
    }

    #[test]
    fn the_bill_of_the_user_interface_is_sound() {
        let bill = ui(root()).unwrap();
        check(&bill);
        assert!(has(&bill, "svelte"), "what the page is made of");
    }
}
