-- wrk's part: sends the requests of a file in their order. A path on a line is one GET request.
-- Behind the last it begins again: the mock then refuses what it has seen, which wrk counts.
local requests, at = {}, 0

function init(args)
   for path in io.lines(args[1]) do
      requests[#requests + 1] = "GET " .. path .. " HTTP/1.1\r\nHost: alb.cn-hangzhou.aliyuncs.com\r\n\r\n"
   end
end

function request()
   at = at % #requests + 1
   return requests[at]
end
