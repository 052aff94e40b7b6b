//! Ethereum's JSON-RPC, as far as a reader of payments needs it. Calls come one at a time or many in a list.
//!
//! | method | |
//! |---|---|
//! | `eth_chainId`, `net_version`, `eth_blockNumber` | |
//! | `eth_getBlockByNumber` | a number or `latest`, `pending`, `safe`, `finalized`, `earliest` |
//! | `eth_call` | of the token: see [`call`] |
//! | `eth_getLogs` | by `address`, `topics`, `fromBlock`, `toBlock` |
//! | `eth_getCode`, `eth_getBalance` | |
//! | `eth_getTransactionReceipt`, `eth_getTransactionByHash` | |

mod call;
mod hex;
mod logs;
mod node;
mod transactions;

use serde_json::{Value, json};

use self::node::Node;
use super::{ChainFault, Endpoint, TOKEN, token};
use crate::answer::{Answer, Content};
use crate::call::Call;
use crate::json::Json;
use crate::spoil::Delivery;
use crate::world::World;

/// Why a method has no result.
struct RpcError {
    code: i64,
    message: String,
}

impl RpcError {
    fn new(code: i64, message: &str) -> RpcError {
        RpcError {
            code,
            message: message.to_owned(),
        }
    }

    fn parameters() -> RpcError {
        RpcError::new(-32602, "invalid params")
    }
}

/// Longest list of calls; public endpoints allow no more than that either.
const LONGEST_BATCH: usize = 100;

/// Answers at an endpoint.
pub(crate) fn answer(world: &World, call: &Call, endpoint: Endpoint) -> Answer {
    if call.method != "POST" {
        return Answer::text(405, "method not allowed");
    }
    let fault = world.chain.view(endpoint).fault.clone();
    if let Some(answer) = fault.as_ref().and_then(down) {
        return answer;
    }
    let node = Node::new(&world.chain, endpoint, world.now());
    let answered = match serde_json::from_slice(&call.body) {
        Err(_) => failed(&Value::Null, &RpcError::new(-32700, "parse error")),
        Ok(Value::Array(calls)) if calls.is_empty() || calls.len() > LONGEST_BATCH => {
            failed(&Value::Null, &RpcError::new(-32600, "invalid batch"))
        }
        Ok(Value::Array(calls)) => calls.iter().map(|call| answer_one(&node, call)).collect(),
        Ok(one) => answer_one(&node, &one),
    };
    Answer::json(200, Json::Literal(answered.to_string()))
}

/// The answer of an endpoint that does not even read the question.
fn down(fault: &ChainFault) -> Option<Answer> {
    let text = |status, text| Some(Answer::text(status, text));
    let answer = Answer::text(502, "no answer");
    match fault {
        ChainFault::Down => text(503, "service unavailable"),
        ChainFault::RateLimited => text(429, "too many requests"),
        ChainFault::NotJson => {
            let page = "<!doctype html>\n<title>Please wait</title>\n".to_owned();
            Some(Answer::new(200, Content::Html(page)))
        }
        ChainFault::Hang => Some(answer.delivered(Delivery::Never)),
        ChainFault::Reset => Some(answer.delivered(Delivery::Reset)),
        _of_the_content => None,
    }
}

fn answer_one(node: &Node<'_>, call: &Value) -> Value {
    let id = call.get("id").unwrap_or(&Value::Null);
    let Some(method) = call.get("method").and_then(Value::as_str) else {
        return failed(id, &RpcError::new(-32600, "invalid request"));
    };
    let none = Vec::new();
    let parameters = call.get("params").and_then(Value::as_array).unwrap_or(&none);
    match result(node, method, parameters) {
        Ok(result) => json!({"jsonrpc": "2.0", "id": id, "result": result}),
        Err(error) => failed(id, &error),
    }
}

fn failed(id: &Value, error: &RpcError) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "error": {"code": error.code, "message": error.message}})
}

fn result(node: &Node<'_>, method: &str, parameters: &[Value]) -> Result<Value, RpcError> {
    if let Some(ChainFault::Error { code, message }) = &node.fault {
        return Err(RpcError::new(*code, message));
    }
    let parameter = |place: usize| parameters.get(place).unwrap_or(&Value::Null);
    let chain_id = match node.fault {
        Some(ChainFault::OtherChain) => 1,
        _ => token::CHAIN_ID,
    };
    match method {
        "eth_chainId" => Ok(hex::quantity(chain_id)),
        "net_version" => Ok(Value::from(chain_id.to_string())),
        "eth_blockNumber" => Ok(hex::quantity(node.head)),
        "eth_getBlockByNumber" => node.block(parameter(0), parameter(1).as_bool().unwrap_or(false)),
        "eth_call" => call::call(node, parameter(0), parameter(1)),
        "eth_getLogs" => logs::logs(node, parameter(0)),
        "eth_getCode" => {
            let is_token = hex::address(parameter(0)) == Some(TOKEN);
            Ok(Value::from(if is_token { "0x60806040" } else { "0x" }))
        }
        "eth_getBalance" => Ok(hex::quantity(0)),
        "eth_getTransactionReceipt" => transactions::receipt(node, parameter(0)),
        "eth_getTransactionByHash" => transactions::transaction(node, parameter(0)),
        _ => Err(RpcError::new(
            -32601,
            &format!("the method {method} does not exist"),
        )),
    }
}
