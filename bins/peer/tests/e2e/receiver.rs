//! Where spans and metrics go: an OTLP receiver.

use std::{
    net::{SocketAddr, TcpListener},
    sync::{Arc, Mutex},
    thread,
};

use opentelemetry_proto::tonic::collector::{
    metrics::v1::{
        ExportMetricsServiceRequest, ExportMetricsServiceResponse,
        metrics_service_server::{MetricsService, MetricsServiceServer},
    },
    trace::v1::{
        ExportTraceServiceRequest, ExportTraceServiceResponse,
        trace_service_server::{TraceService, TraceServiceServer},
    },
};
use tonic::{Request, Response, Status, transport::Server};

use crate::gauges::{Measured, Series, text};

/// A span as it was received.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) service: String,
    pub(crate) name: String,
    pub(crate) trace: Vec<u8>,
    pub(crate) id: Vec<u8>,
    pub(crate) parent: Vec<u8>,
    pub(crate) words: String,
}

/// Receives until the test ends.
pub(crate) struct Receiver {
    pub(crate) endpoint: String,
    received: Arc<Mutex<Vec<Received>>>,
    measured: Arc<Mutex<Vec<Measured>>>,
}

impl Receiver {
    pub(crate) fn begin() -> Self {
        let address = free();
        let received = Arc::new(Mutex::new(Vec::new()));
        let measured = Arc::new(Mutex::new(Vec::new()));
        let collector = TraceServiceServer::new(Collector(received.clone()));
        let meter = MetricsServiceServer::new(Meter(measured.clone()));
        thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let server = Server::builder().add_service(collector).add_service(meter);
            runtime.block_on(server.serve(address)).unwrap();
        });
        Self { endpoint: format!("http://{address}"), received, measured }
    }

    pub(crate) fn spans(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// What each run of each process told last of each metric.
    pub(crate) fn metrics(&self) -> Vec<Measured> {
        self.measured.lock().unwrap().clone()
    }

    /// What all runs of a service come to, in the series that have these labels.
    pub(crate) fn sum(&self, service: &str, name: &str, labels: &[(&str, &str)]) -> u64 {
        let has = |series: &Series| {
            labels.iter().all(|(key, value)| {
                series.labels.iter().any(|(its, is)| (&**its, &**is) == (*key, *value))
            })
        };
        let all = self.metrics();
        let theirs = all.iter().filter(|it| it.service == service && it.name == name);
        theirs.flat_map(|it| &it.series).filter(|series| has(series)).map(|it| it.value).sum()
    }
}

fn free() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

struct Collector(Arc<Mutex<Vec<Received>>>);

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let mut all = self.0.lock().unwrap();
        for resource in request.into_inner().resource_spans {
            let attributes = resource.resource.map(|r| r.attributes).unwrap_or_default();
            let service = attributes.iter().find(|a| a.key == "service.name");
            let service = service.map(|a| text(a.value.as_ref())).unwrap_or_default();
            for span in resource.scope_spans.into_iter().flat_map(|scope| scope.spans) {
                all.push(Received {
                    service: service.clone(),
                    words: format!("{:?} {:?} {:?}", span.name, span.attributes, span.events),
                    name: span.name,
                    trace: span.trace_id,
                    id: span.span_id,
                    parent: span.parent_span_id,
                });
            }
        }
        Ok(Response::new(ExportTraceServiceResponse { partial_success: None }))
    }
}

struct Meter(Arc<Mutex<Vec<Measured>>>);

#[tonic::async_trait]
impl MetricsService for Meter {
    async fn export(
        &self,
        request: Request<ExportMetricsServiceRequest>,
    ) -> Result<Response<ExportMetricsServiceResponse>, Status> {
        let mut all = self.0.lock().unwrap();
        for told in request.into_inner().resource_metrics.into_iter().flat_map(Measured::all) {
            // Each tells all that there was since it began.
            all.retain(|it| (&it.instance, &it.name) != (&told.instance, &told.name));
            all.push(told);
        }
        Ok(Response::new(ExportMetricsServiceResponse { partial_success: None }))
    }
}
