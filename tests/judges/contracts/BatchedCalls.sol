// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// The one function of the well-known Multicall3 that the facilitator asks to find out why a payment would fail.
/// Without it every such payment is only "simulation failed".
contract BatchedCalls {
    struct Call {
        address target;
        bytes callData;
    }

    struct Result {
        bool success;
        bytes returnData;
    }

    function tryAggregate(bool requireSuccess, Call[] calldata calls) external payable returns (Result[] memory results) {
        results = new Result[](calls.length);
        for (uint256 i = 0; i < calls.length; i++) {
            (bool success, bytes memory returnData) = calls[i].target.call(calls[i].callData);
            require(success || !requireSuccess, "BatchedCalls: call failed");
            results[i] = Result(success, returnData);
        }
    }
}
