//! Which metrics a complete run has, and which of them are meant.

use evaluation::Metric;

use crate::RunError;
use crate::finished_run::option_of;
use crate::plan::PlanStage;

/// What a stage `evaluate` measured, in the plan's order.
pub(crate) fn measured(judge: &PlanStage) -> Vec<Metric> {
    metrics_in(judge, "metrics")
}

/// The metrics that are asked for by name, each once; `known` has those that there are, `whose` says which these are.
pub(crate) fn asked_metrics(asked: &[String], known: &[Metric], whose: &str) -> Result<Vec<Metric>, RunError> {
    let mut wanted = Vec::new();
    for name in asked {
        let metric = name.parse().ok().filter(|metric| known.contains(metric)).ok_or_else(|| {
            let known = known.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            RunError::usage(format!("--metric {name}: expected {whose} ({known}), found `{name}`"))
        })?;
        if !wanted.contains(&metric) {
            wanted.push(metric);
        }
    }
    Ok(wanted)
}

/// Of those that are known the metrics of users that a stage `evaluate` compared, or the first three if there is none.
pub(crate) fn compared_metrics(judge: &PlanStage, known: &[Metric]) -> Vec<Metric> {
    let compared: Vec<Metric> =
        metrics_in(judge, "compare").into_iter().filter(|metric| known.contains(metric)).collect();
    if !compared.is_empty() {
        return compared;
    }
    known.iter().copied().filter(|metric| !metric.kind.is_of_all_lists()).take(3).collect()
}

fn metrics_in(judge: &PlanStage, option: &str) -> Vec<Metric> {
    let list = option_of(judge, option).and_then(|list| list.as_array().cloned()).unwrap_or_default();
    list.iter().filter_map(|name| name.as_str()?.parse().ok()).collect()
}
