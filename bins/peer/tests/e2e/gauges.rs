//! Metrics as they were received.

use opentelemetry_proto::tonic::{
    common::v1::{AnyValue, KeyValue, any_value::Value},
    metrics::v1::{Metric, NumberDataPoint, ResourceMetrics, metric::Data, number_data_point},
};

/// One metric of one process.
#[derive(Clone, Debug)]
pub(crate) struct Measured {
    pub(crate) service: String,
    /// Which run of it.
    pub(crate) instance: String,
    /// What else is said of the process.
    pub(crate) resource: Vec<String>,
    pub(crate) name: String,
    unit: String,
    kind: Kind,
    pub(crate) series: Vec<Series>,
    /// All of it.
    pub(crate) words: String,
}

/// One combination of labels.
#[derive(Clone, Debug)]
pub(crate) struct Series {
    pub(crate) labels: Vec<(String, String)>,
    /// The number; of a histogram, how often it was measured.
    pub(crate) value: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Counter,
    Gauge,
    Histogram,
}

impl Measured {
    /// All that one process sent.
    pub(crate) fn all(sent: ResourceMetrics) -> Vec<Self> {
        let resource = sent.resource.map(|resource| resource.attributes).unwrap_or_default();
        let about = format!("{resource:?}");
        let (service, instance) =
            (label(&resource, "service.name"), label(&resource, "service.instance.id"));
        let keys: Vec<_> = resource.into_iter().map(|one| one.key).collect();
        let metrics = sent.scope_metrics.into_iter().flat_map(|scope| scope.metrics);
        metrics
            .map(|metric| {
                let words = format!("{about} {metric:?}");
                let (kind, series) = read(&metric);
                Self {
                    service: service.clone(),
                    instance: instance.clone(),
                    resource: keys.clone(),
                    name: metric.name,
                    unit: metric.unit,
                    kind,
                    series,
                    words,
                }
            })
            .collect()
    }

    /// The names it has in Prometheus, by OpenTelemetry's rules for them.
    pub(crate) fn in_prometheus(&self) -> Vec<String> {
        let unit = match self.unit.as_str() {
            "s" => "_seconds",
            "By" => "_bytes",
            in_braces if in_braces.starts_with('{') => "",
            unit => panic!("what is {unit} in Prometheus?"),
        };
        let name = self.name.replace('.', "_") + unit;
        match self.kind {
            Kind::Counter => vec![name + "_total"],
            Kind::Gauge => vec![name],
            Kind::Histogram => {
                ["_bucket", "_sum", "_count"].map(|end| format!("{name}{end}")).to_vec()
            }
        }
    }
}

fn read(metric: &Metric) -> (Kind, Vec<Series>) {
    let numbers = |points: &[NumberDataPoint]| points.iter().map(number).collect();
    match metric.data.as_ref().unwrap() {
        Data::Gauge(gauge) => (Kind::Gauge, numbers(&gauge.data_points)),
        Data::Sum(sum) => {
            assert!(sum.is_monotonic, "{}", metric.name);
            (Kind::Counter, numbers(&sum.data_points))
        }
        Data::Histogram(histogram) => {
            let series = histogram.data_points.iter();
            let series =
                series.map(|it| Series { labels: labels(&it.attributes), value: it.count });
            (Kind::Histogram, series.collect())
        }
        other => panic!("{}: {other:?}", metric.name),
    }
}

fn number(point: &NumberDataPoint) -> Series {
    let value = match point.value {
        Some(number_data_point::Value::AsInt(value)) => u64::try_from(value).unwrap(),
        other => panic!("{other:?}"),
    };
    Series { labels: labels(&point.attributes), value }
}

fn labels(all: &[KeyValue]) -> Vec<(String, String)> {
    all.iter().map(|one| (one.key.clone(), text(one.value.as_ref()))).collect()
}

fn label(all: &[KeyValue], key: &str) -> String {
    all.iter().find(|one| one.key == key).map(|one| text(one.value.as_ref())).unwrap_or_default()
}

pub(crate) fn text(value: Option<&AnyValue>) -> String {
    match value.and_then(|value| value.value.as_ref()) {
        Some(Value::StringValue(text)) => text.clone(),
        _ => String::new(),
    }
}
