"""Uses the stream 'orders' like Python producers and consumers, and prints the results as JSON."""

import json
from datetime import timezone

import boto3
from botocore.exceptions import ClientError

kinesis = boto3.client("kinesis")


def error_of(call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        return error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]
    return None


def iterator(shard):
    return kinesis.get_shard_iterator(
        StreamName="orders", ShardId=shard, ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]


kinesis.get_waiter("stream_exists").wait(StreamName="orders")
shard = kinesis.put_record(StreamName="orders", PartitionKey="key", Data=b"one")["ShardId"]
batch = kinesis.put_records(StreamName="orders", Records=[{"PartitionKey": "key", "Data": b"two"}])
records = kinesis.get_records(ShardIterator=iterator(shard))["Records"]
numbers = [int(record["SequenceNumber"]) for record in records]
pages = kinesis.get_paginator("list_shards").paginate(
    StreamName="orders", PaginationConfig={"PageSize": 1}
)

print(
    json.dumps(
        {
            "shards": [shard["ShardId"] for page in pages for shard in page["Shards"]],
            "records": [
                (record["Data"].decode(), record["ApproximateArrivalTimestamp"].astimezone(timezone.utc).isoformat())
                for record in records
            ],
            "isAscending": numbers == sorted(numbers),
            "failedCount": batch["FailedRecordCount"],
            "errors": {
                "secrets": error_of(kinesis.list_shards, StreamName="secrets"),
                "shard": error_of(iterator, shard="shardId-000000000009"),
                "iterator": error_of(kinesis.get_records, ShardIterator="none"),
            },
        }
    )
)
